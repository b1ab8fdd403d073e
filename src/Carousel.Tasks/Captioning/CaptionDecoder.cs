using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Decoding;

namespace Carousel.Tasks.Captioning;

/// <summary>Writes sentences of pictures word by word for any number of hypotheses, some pictures at a time.</summary>
internal sealed class CaptionDecoder : IStepDecoder, IDisposable
{
    private const int PicturesTogether = 32;
    private const int MostWords = 60;

    private readonly Backend _backend;
    private readonly CaptionNetwork _network;
    private readonly CaptionWords _words;
    private readonly Packing _places = new();
    private readonly RowGroups _looks = new();
    private readonly Arena _sourceArena;
    private readonly Tape _sourceTape;
    private readonly Arena[] _arenas;
    private readonly Tape[] _tapes;
    private EncodedSource _source;
    private Tensor _states;
    private float[] _weights = [];
    private int _count;
    private int _turn;

    public CaptionDecoder(Backend backend, CaptionNetwork network, CaptionWords words)
    {
        (_backend, _network, _words) = (backend, network, words);
        _sourceArena = new Arena(backend);
        _sourceTape = new Tape(backend, _sourceArena);

        // States go from one step to the next: a step writes where the one before the last did.
        _arenas = [new Arena(backend), new Arena(backend)];
        _tapes = [new Tape(backend, _arenas[0]), new Tape(backend, _arenas[1])];
    }

    /// <inheritdoc/>
    public int Symbols => _words.Count;

    /// <inheritdoc/>
    public int End => _words.End;

    private int Looked => _network.Design.Attention is null ? 0 : _network.Design.Features.Places;

    /// <inheritdoc/>
    public int SourceSteps(int source) => Looked;

    /// <summary>The best sentence of each picture, and where the decoder looked at each word.</summary>
    public Hypothesis[] Describe(PicturePixels pixels, BeamOptions options, CancellationToken cancellation)
    {
        var found = new Hypothesis[pixels.Count];
        var search = new BeamSearch(this, options);
        for (int first = 0; first < found.Length; first += PicturesTogether)
        {
            int count = Math.Min(PicturesTogether, found.Length - first);
            var values = new float[count * pixels.Length];
            for (int p = 0; p < count; p++)
            {
                pixels.Write(first + p, false, values.AsSpan(p * pixels.Length, pixels.Length));
            }

            _sourceTape.Begin(TapeMode.Inference);
            _source = _network.Encode(_sourceTape, _sourceTape.Input(values, new Shape(values.Length / CaptionDesign.InputChannels, CaptionDesign.InputChannels)), _places);
            _count = 0;
            IReadOnlyList<IReadOnlyList<Hypothesis>> best = search.Run([.. Enumerable.Repeat(MostWords, count)], cancellation);
            for (int p = 0; p < count; p++)
            {
                found[first + p] = best[p][0];
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols, Span<float> logProbabilities)
    {
        int rows = sources.Length;
        Tape tape = _tapes[_turn];
        _turn = 1 - _turn;
        tape.Begin(TapeMode.Inference);
        _looks.Set(sources, _places.BatchSize);
        float[] words = new float[rows];
        int[] before = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            (words[row], before[row]) = _count == 0 ? (End, sources[row]) : (symbols[row], from[row]);
        }

        Tensor states = tape.Arena.Allocate(new Shape(rows, _network.Decoder.StateSize));
        _backend.GatherForward(before, _count == 0 ? _source.Start.Value : _states, states);
        Variable x = _network.Words(tape, words, null);
        Tensor hidden = tape.Arena.Allocate(new Shape(rows, _network.Decoder.OutputSize));
        int scratchLength = _network.Decoder.StepScratchLength(rows);
        _network.Decoder.Step(_backend, x.Value, hidden, states, scratchLength == 0 ? default : tape.Arena.Allocate(new Shape(scratchLength)));
        AttentionMemory memory = Looked == 0 ? default : new AttentionMemory(tape.Constant(_source.Memory.Keys.Value), tape.Constant(_source.Memory.Values.Value), _places);
        (Variable combined, Tensor weights) = _network.Combine(tape, tape.Constant(hidden), _looks, memory, null);
        Tensor scores = _network.Output(tape, combined, null).Value;
        Tensor logarithms = tape.Arena.Allocate(scores.Shape);
        _backend.SoftmaxForward(logarithm: true, scores, logarithms);
        logarithms.Read(logProbabilities);
        (_states, _count) = (states, rows);
        _weights = weights.IsNone ? [] : weights.ToArray();
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Attention(int row) => Looked == 0 ? [] : _weights.AsSpan(row * Looked, Looked);

    public void Dispose()
    {
        _sourceArena.Dispose();
        _arenas[0].Dispose();
        _arenas[1].Dispose();
    }
}
