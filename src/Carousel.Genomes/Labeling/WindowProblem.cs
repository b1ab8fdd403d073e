using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// What the trainer trains: windows of the training part from either strand, cut at other places each epoch, and the
/// mean cross-entropy of the validation part.
/// </summary>
internal sealed class WindowProblem(
    NucleotideNetwork network, IReadOnlyList<NucleotideTracks> training, IReadOnlyList<NucleotideTracks> validation,
    int batchSize, ulong seed, string fingerprint)
    : BatchProblem(
        network, new ShuffledBatches(training.Sum(CountIn), batchSize, seed, "order of windows"), fingerprint)
{
    /// <summary>Bases of a window.</summary>
    public const int Length = 3000;

    private readonly WindowBatch _batch = new();
    private readonly CounterRandom _strand = new(seed, CounterRandom.Purpose("strands of windows"));
    private readonly CounterRandom _offset = new(seed, CounterRandom.Purpose("places of windows"));
    private readonly (NucleotideTracks Track, int Sequence, int Number)[] _windows =
        [.. training.SelectMany((t, s) => Enumerable.Range(0, CountIn(t)).Select(k => (t, s, k)))];

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        int count = 0;
        foreach (NucleotideTracks part in validation)
        {
            foreach (int[] some in Enumerable.Range(0, CountIn(part)).Chunk(batchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                tape.Begin(TapeMode.Inference);
                NucleotideTracks[] windows =
                [
                    .. some.Select(k => part.Window(k * Length, Length, network.Design.Heads, isReverse: false)),
                ];
                sum += Loss(tape, windows).Value.ToArray()[0] * some.Length;
                count += some.Length;
            }
        }

        return count == 0 ? null : sum / count;
    }

    /// <summary>
    /// The shares of the classes of each head in the training part, for every base of the validation windows.
    /// </summary>
    /// <param name="training">The training part.</param>
    /// <param name="validation">The part that chooses.</param>
    public static ValidationBaseline Frequencies(
        IReadOnlyList<NucleotideTracks> training, IReadOnlyList<NucleotideTracks> validation) =>
        new("frequencies of the classes", cancellation =>
        {
            double nats = 0;
            for (int h = 0; h < training[0].Labels.Count; h++)
            {
                cancellation.ThrowIfCancellationRequested();
                double[] shares = new double[byte.MaxValue + 1];
                foreach (byte label in training.SelectMany(t => t.Labels[h]))
                {
                    shares[label]++;
                }

                shares[NucleotideTracks.Unknown] = 0;
                int classes = shares.Count(n => n > 0);
                double all = shares.Sum() + classes;
                nats += validation.SelectMany(t => t.Labels[h].Take(CountIn(t) * Length))
                    .Where(label => label != NucleotideTracks.Unknown)
                    .Select(label => -Math.Log((shares[label] + 1) / all))
                    .DefaultIfEmpty(double.NaN).Average();
            }

            return nats;
        });

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        var windows = new NucleotideTracks[chosen.Length];
        for (int b = 0; b < windows.Length; b++)
        {
            (NucleotideTracks track, int sequence, int number) = _windows[chosen[b]];
            int offset = (int)(CounterRandom.ToUniform(_offset.Word((uint)epoch, sequence)) * Length);
            bool isReverse = CounterRandom.ToUniform(_strand.Word((uint)epoch, chosen[b])) < 0.5;
            int room = track.Sequence.Length - Length + 1;
            windows[b] = track.Window(
                room <= 1 ? 0 : ((number * Length) + offset) % room, Length, network.Design.Heads, isReverse);
        }

        return new BatchLoss(Loss(tape, windows), windows.Length * Length);
    }

    private static int CountIn(NucleotideTracks track) => Math.Max(1, track.Sequence.Length / Length);

    /// <summary>The sum over heads of the mean cross-entropy over bases whose class is known.</summary>
    private Variable Loss(Tape tape, NucleotideTracks[] windows)
    {
        _batch.Fill(windows);
        Variable loss = default;
        foreach ((int h, Variable scores) in network.HeadScores(tape, _batch).Index())
        {
            var labels = new float[_batch.Bases.Rows];
            for (int b = 0; b < windows.Length; b++)
            {
                for (int t = 0; t < Length; t++)
                {
                    byte label = windows[b].Labels[h][t];
                    labels[_batch.FoldedRow(b, t)] = label == NucleotideTracks.Unknown ? float.NaN : label;
                }
            }

            Variable own = Training.Loss.CrossEntropy()
                .Apply(tape, scores, tape.Input(labels, new Shape(labels.Length, 1)).Value);
            loss = loss.IsNone ? own : tape.Add(loss, own);
        }

        return loss;
    }
}
