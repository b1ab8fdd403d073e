using Carousel.Autograd;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Tasks.Language;

/// <summary>What the trainer trains: a text cut into streams that are read side by side, some units a step, the state carried on as values.</summary>
/// <remarks>
/// Truncated back-propagation through time. The text is read as a ring: an epoch's first stream starts at a random place, so that each epoch cuts it at other
/// places; the place is a function of seed and epoch.
/// </remarks>
internal sealed class LanguageProblem : ITrainingProblem
{
    private static readonly Training.Losses.Loss _loss = Training.Losses.Loss.CrossEntropy();

    private readonly LanguageNetwork _network;
    private readonly int[] _training;
    private readonly LanguageScorer? _validation;
    private readonly int _streams;
    private readonly int _length;
    private readonly CounterRandom _random;
    private readonly Packing _packing;
    private readonly float[] _units;
    private readonly float[] _next;

    public LanguageProblem(LanguageNetwork network, int[] training, LanguageScorer? validation, int streams, int length, ulong seed, string fingerprint)
    {
        (_network, _training, _validation, _streams, _length, Fingerprint) = (network, training, validation, streams, length, fingerprint);
        _random = new CounterRandom(seed, CounterRandom.Purpose("start of streams"));
        int[] lengths = new int[streams];
        Array.Fill(lengths, length);
        _packing = new Packing(lengths);
        _units = new float[streams * length];
        _next = new float[streams * length];
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => Math.Max(1, _training.Length / (_streams * _length));

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Fill(epoch, batch);
        Variable units = tape.Input(_units, new Shape(_units.Length, 1));
        Variable next = tape.Input(_next, new Shape(_next.Length, 1));
        SequenceOutput run = _network.Forward(tape, units, _packing, carried.IsNone ? default : tape.Constant(carried));
        return _loss.ApplyToBatch(tape, run.Hidden, next.Value, finalState: run.FinalState);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _validation is null ? null : LanguageMetrics.Of(_validation.Surprises(tape, cancellation)).Nats;

    private void Fill(int epoch, int batch)
    {
        long n = _training.Length;
        long start = (long)(((ulong)_random.Word((uint)epoch, 0) * (ulong)n) >> 32);
        long stream = Math.Max(1, n / _streams);
        for (int b = 0; b < _streams; b++)
        {
            long place = (start + (b * stream) + ((long)batch * _length)) % n;
            for (int t = 0; t < _length; t++)
            {
                int row = (t * _streams) + b;
                _units[row] = _training[place];
                place = place + 1 == n ? 0 : place + 1;
                _next[row] = _training[place];
            }
        }
    }
}
