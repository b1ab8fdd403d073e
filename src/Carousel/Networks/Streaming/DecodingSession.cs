using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>Writes symbol by symbol for any number of hypotheses at once, each with its own state.</summary>
/// <remarks>
/// A row's bits depend only on its source and the symbols before it, not on the other rows. After a step
/// with as many rows or more it allocates nothing. A call that throws
/// changes nothing. One owner, one thread; several sessions may share a model.
/// </remarks>
internal sealed class DecodingSession : IDisposable
{
    private readonly Backend _backend;
    private readonly SequenceToSequence? _model;
    private readonly SymbolDecoder _decoder;
    private readonly Arena _sourceArena;
    private readonly Tape _sourceTape;
    private readonly Arena[] _arenas;
    private readonly Tape[] _tapes;
    private readonly RowGroups _looks = new();
    private readonly Packing _packing = new();
    private EncodedSource _source;
    private int[] _rows = [];
    private float[] _symbols = [];
    private float[] _weights = [];
    private Tensor _states;
    private int _count;
    private int _turn;
    private bool _isDisposed;

    /// <summary>A session.</summary>
    /// <param name="backend">The backend the model was built on.</param>
    /// <param name="model">A built model.</param>
    public DecodingSession(Backend backend, SequenceToSequence model)
        : this(backend, (model ?? throw new ArgumentNullException(nameof(model))).Writer) => _model = model;

    /// <summary>A session of sources of any kind.</summary>
    /// <param name="backend">The backend the decoder's layers were built on.</param>
    /// <param name="decoder">Writes.</param>
    public DecodingSession(Backend backend, SymbolDecoder decoder)
    {
        (_backend, _decoder) = (backend, decoder);
        _sourceArena = new Arena(backend);
        _sourceTape = new Tape(backend, _sourceArena);

        // States go from one step to the next: a step writes where the one before the last did.
        _arenas = [new Arena(backend), new Arena(backend)];
        _tapes = [new Tape(backend, _arenas[0]), new Tape(backend, _arenas[1])];
    }

    /// <summary>Steps of the longest source.</summary>
    public int SourceSteps => _packing.Steps;

    /// <summary>Reads sources, and gives up those before.</summary>
    /// <param name="sources">Symbols, one feature a step; every source has one symbol or more.</param>
    /// <exception cref="ArgumentException">A source is empty, the sources are empty, or steps have more than one
    /// feature.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such symbol.</exception>
    /// <exception cref="InvalidOperationException">The session has no encoder of symbols.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Begin(SequenceBatch sources)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        SequenceToSequence model = _model
            ?? throw new InvalidOperationException("This session has only a decoder: pass an encoder of the sources.");
        ReadOnlySpan<int> lengths = sources.Packing.Lengths;
        if (lengths.IsEmpty || lengths[^1] == 0)
        {
            throw new ArgumentException("Every source must have one symbol or more.", nameof(sources));
        }

        if (sources.FeatureSize != 1)
        {
            throw new ArgumentException(
                $"A step of a source is one symbol, but these have {sources.FeatureSize} features.", nameof(sources));
        }

        int symbols = model.Options.SourceSymbols;
        foreach (float symbol in sources.Values)
        {
            if (!(symbol >= 0 && symbol < symbols && symbol == (int)symbol))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(sources), symbol,
                    $"A symbol of a source must be a whole number 0…{symbols - 1}, but is {symbol}.");
            }
        }

        Begin((tape, packing) =>
        {
            var own = new int[sources.Packing.BatchSize];
            ReadOnlySpan<int> packed = sources.Packing.Lengths;
            for (int b = 0; b < own.Length; b++)
            {
                own[b] = packed[sources.Packing.Place[b]];
            }

            packing.Set(own);
            return model.Encode(tape, tape.Input(sources), packing);
        });
    }

    /// <summary>Reads sources, and gives up those before.</summary>
    /// <param name="encode">Reads them on a tape begun for inference, and says how the steps lie that the decoder looks
    /// at; every source has one or more.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Begin(Func<Tape, Packing, EncodedSource> encode)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _sourceTape.Begin(TapeMode.Inference);
        _source = encode(_sourceTape, _packing);
        _count = 0;
    }

    /// <summary>One step of all rows.</summary>
    /// <param name="sources">[rows]: which source each row writes for.</param>
    /// <param name="from">[rows]: the row of the step before from which each continues; −1 in the first step after
    /// <c>Begin</c>, and only in that one.</param>
    /// <param name="symbols">[rows]: the symbol chosen last; not read in the first step.</param>
    /// <param name="logProbabilities">[rows, V], overwritten: ln p of each next symbol.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of rows is 0, or a row, source or symbol does not
    /// exist.</exception>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="InvalidOperationException">No sources were read.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Step(
        ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols, Span<float> logProbabilities)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int rows = sources.Length, V = _decoder.Symbols;
        ShapeException.Require(from, rows);
        ShapeException.Require(symbols, rows);
        ShapeException.Require(logProbabilities, (rows, V));
        Check(sources, from, symbols);
        Tape tape = _tapes[_turn];
        _turn = 1 - _turn;
        tape.Begin(TapeMode.Inference);
        _looks.Set(sources, _packing.BatchSize);
        Tensor states = Gathered(tape, sources, from);
        Variable x = Input(tape, symbols, rows);
        Tensor hidden = tape.Arena.Allocate(new Shape(rows, _decoder.Cells.OutputSize));
        Tensor scratch = tape.Arena.Allocate(new Shape(_decoder.Cells.StepScratchLength(rows)));
        _decoder.Cells.Step(_backend, x.Value, hidden, states, scratch);
        AttentionMemory memory = !_decoder.HasAttention
            ? default
            : new AttentionMemory(
                tape.Constant(_source.Memory.Keys.Value), tape.Constant(_source.Memory.Values.Value), _packing);
        (Variable combined, Tensor weights) = _decoder.Combine(tape, tape.Constant(hidden), _looks, memory, null);
        Tensor scores = _decoder.Output(tape, combined, null).Value;
        Tensor logarithms = tape.Arena.Allocate(scores.Shape);
        _backend.SoftmaxForward(logarithm: true, scores, logarithms);
        logarithms.Read(logProbabilities);
        (_states, _count) = (states, rows);
        Keep(weights);
    }

    /// <summary>The attention weights of a row in the last step.</summary>
    /// <param name="row">The row.</param>
    /// <returns>[SourceSteps], 0 after the source's end; empty without attention.</returns>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public ReadOnlySpan<float> Attention(int row)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_count);
        return !_decoder.HasAttention ? [] : _weights.AsSpan(row * SourceSteps, SourceSteps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _sourceArena.Dispose();
        _arenas[0].Dispose();
        _arenas[1].Dispose();
    }

    /// <summary>
    /// Everything is checked before the first write: the step before is still there when a call is refused.
    /// </summary>
    private void Check(ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols)
    {
        if (_packing.BatchSize == 0)
        {
            throw new InvalidOperationException("This session has no sources yet: call Begin first.");
        }

        ArgumentOutOfRangeException.ThrowIfZero(sources.Length, nameof(sources));
        for (int row = 0; row < sources.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)sources[row], (uint)_packing.BatchSize, nameof(sources));
            if (_count == 0)
            {
                ArgumentOutOfRangeException.ThrowIfNotEqual(from[row], -1, nameof(from));
            }
            else
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)from[row], (uint)_count, nameof(from));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                    (uint)symbols[row], (uint)_decoder.Symbols, nameof(symbols));
            }
        }
    }

    /// <summary>The states from which the rows go on; <see cref="_rows"/> says where they came from.</summary>
    private Tensor Gathered(Tape tape, ReadOnlySpan<int> sources, ReadOnlySpan<int> from)
    {
        Room.Grow(ref _rows, sources.Length);
        (_count == 0 ? sources : from).CopyTo(_rows);
        Tensor states = tape.Arena.Allocate(new Shape(sources.Length, _decoder.Cells.StateSize));
        _backend.GatherForward(_rows.AsSpan(0, sources.Length), _count == 0 ? _source.Start.Value : _states, states);
        return states;
    }

    private Variable Input(Tape tape, ReadOnlySpan<int> symbols, int rows)
    {
        Room.Grow(ref _symbols, rows);
        for (int row = 0; row < rows; row++)
        {
            _symbols[row] = _count == 0 ? _decoder.End : symbols[row];
        }

        return _decoder.Rows(tape, _symbols.AsSpan(0, rows));
    }

    private void Keep(Tensor weights)
    {
        if (weights.IsNone)
        {
            return;
        }

        Room.Grow(ref _weights, weights.Length);
        weights.Read(_weights.AsSpan(0, weights.Length));
    }
}
