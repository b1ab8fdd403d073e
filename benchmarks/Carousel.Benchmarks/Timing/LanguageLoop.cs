using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Benchmarks.Timing;

/// <summary>
/// Guesses the next character: embedding, one LSTM layer of 128 units, linear map to all characters, cross-entropy;
/// Adam at 0.002.
/// </summary>
/// <remarks>
/// The text is cut into 64 streams that are read side by side, 64 characters a step; the state goes on from step to
/// step as values.
/// </remarks>
internal sealed class LanguageLoop : TrainingLoop
{
    private const int Units = 128;
    private const int Length = 64;

    private static readonly Loss _loss = Loss.CrossEntropy();

    private readonly Network _network;
    private readonly ushort[] _text;
    private readonly Packing _packing;
    private readonly float[] _characters = new float[BatchSize * Length];
    private readonly float[] _next = new float[BatchSize * Length];
    private readonly TensorStorage _state;
    private int _position;

    /// <summary>A loop over a text.</summary>
    /// <param name="backend">Where to train.</param>
    /// <param name="text">At least 64 · 66 characters.</param>
    /// <param name="name">How messages call the text.</param>
    /// <exception cref="DataFormatException">The text is too short.</exception>
    public LanguageLoop(Backend backend, string text, string name = "The text")
        : this(backend, Number(text, name, out int vocabularySize), new Network(vocabularySize))
    {
    }

    private LanguageLoop(Backend backend, ushort[] text, Network network)
        : base(backend, network, learningRate: 2e-3)
    {
        (_network, _text, _packing) = (network, text, BenchmarkValues.Alike(BatchSize, Length));
        _state = backend.Allocate(BatchSize * network.Lstm.StateSize);
    }

    /// <summary>A loop over a text file.</summary>
    /// <param name="backend">Where to train.</param>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <returns>The loop at its first batch.</returns>
    /// <exception cref="DataFormatException">The file cannot be read, or is too short.</exception>
    public static LanguageLoop Open(Backend backend, string path)
    {
        using TextReader reader = TextFile.Open(path, isTable: false);
        return new LanguageLoop(backend, reader.ReadToEnd(), path);
    }

    /// <inheritdoc/>
    public override BenchmarkShape Shape { get; } = new("", Units, Units, BatchSize, Length);

    /// <summary>Characters of a batch.</summary>
    public override int UnitsPerStep => BatchSize * Length;

    /// <inheritdoc/>
    protected override Variable NextLoss(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        int stream = _text.Length / BatchSize;
        if (_position + Length + 1 >= stream)
        {
            _position = 0;
        }

        for (int t = 0; t < Length; t++)
        {
            for (int b = 0; b < BatchSize; b++)
            {
                int place = (b * stream) + _position + t;
                (_characters[(t * BatchSize) + b], _next[(t * BatchSize) + b]) = (_text[place], _text[place + 1]);
            }
        }

        Tensor state = new(_state, 0, new Shape(BatchSize, _network.Lstm.StateSize));
        Variable characters = tape.Input(_characters, new Shape(UnitsPerStep, 1));
        Variable next = tape.Input(_next, new Shape(UnitsPerStep, 1));
        SequenceOutput run = _network.Lstm.Forward(
            tape, _network.Embedding, characters, _packing, _position == 0 ? default : tape.Constant(state));
        tape.Backend.Copy(run.FinalState.Value, state);
        _position += Length;
        return _loss.Apply(tape, _network.Output.Apply(tape, run.Hidden, _packing), next.Value);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _state.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Characters as numbers 0, 1, … in the order of their code points.</summary>
    private static ushort[] Number(string text, string name, out int vocabularySize)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] characters = [.. text.EnumerateRunes().Select(r => r.Value)], points = [.. characters.Distinct().Order()];
        if (characters.Length < BatchSize * (Length + 2))
        {
            throw new DataFormatException(
                $"{name} has {characters.Length} characters. {BatchSize} streams of {Length} characters and more "
                + $"take {BatchSize * (Length + 2)}.");
        }

        if (points.Length > ushort.MaxValue)
        {
            throw new DataFormatException(
                $"{name} has {points.Length} different characters. Take a text with at most {ushort.MaxValue}.");
        }

        vocabularySize = points.Length;
        return [.. characters.Select(c => (ushort)Array.BinarySearch(points, c))];
    }

    private sealed class Network : Layer
    {
        public Network(int vocabularySize)
        {
            Embedding = AddLayer("embedding", new Embedding(vocabularySize, Units));
            Lstm = AddLayer("lstm", new Lstm(Units, Units));
            Output = AddLayer("output", new Dense(Units, vocabularySize));
        }

        public Embedding Embedding { get; }

        public Lstm Lstm { get; }

        public Dense Output { get; }
    }
}
