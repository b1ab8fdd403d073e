using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Language;

/// <summary>
/// What the trainer trains: a text cut into streams that are read side by side, some units a step, the state carried on
/// as values.
/// </summary>
/// <remarks>
/// Truncated back-propagation through time. The text is read as a ring: an epoch's first stream starts at a random
/// place, so that each epoch cuts it at other
/// places; the place is a function of seed and epoch.
/// </remarks>
/// <param name="network">The network.</param>
/// <param name="training">The units to learn from.</param>
/// <param name="validation">What chooses the epoch; null for nothing.</param>
/// <param name="streams">Streams side by side.</param>
/// <param name="length">Units of each a step.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="fingerprint">See <see cref="Fingerprint"/>.</param>
internal sealed class LanguageProblem(
    LanguageNetwork network, int[] training, LanguageScorer? validation, int streams, int length, ulong seed,
    string fingerprint) : ITrainingProblem
{
    private static readonly Training.Loss _loss = Training.Loss.CrossEntropy();

    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose("start of streams"));
    private readonly int[] _lengths = [.. Enumerable.Repeat(length, streams)];
    private readonly Packing _packing = new();
    private readonly float[] _units = new float[streams * length];
    private readonly float[] _next = new float[streams * length];

    /// <inheritdoc/>
    public Layer Model => network;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => Math.Max(1, training.Length / (streams * length));

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        Fill(epoch, batch);
        _packing.Set(_lengths);
        var shape = new Shape(streams * length, 1);
        Variable units = tape.Input(_units, shape), next = tape.Input(_next, shape);
        SequenceOutput run = network.Forward(
            tape, units, _packing, carried.IsNone ? default : tape.Constant(carried));
        return _loss.ApplyToBatch(tape, run.Hidden, next.Value, finalState: run.FinalState);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) =>
        validation is null ? null : LanguageMetrics.Of(validation.Surprises(tape, cancellation)).Nats;

    private void Fill(int epoch, int batch)
    {
        long n = training.Length;
        long start = (long)(((ulong)_random.Word((uint)epoch, 0) * (ulong)n) >> 32), stream = Math.Max(1, n / streams);
        for (int b = 0; b < streams; b++)
        {
            long place = (start + (b * stream) + ((long)batch * length)) % n;
            for (int t = 0; t < length; t++)
            {
                int row = (t * streams) + b;
                _units[row] = training[place];
                place = place + 1 == n ? 0 : place + 1;
                _next[row] = training[place];
            }
        }
    }
}
