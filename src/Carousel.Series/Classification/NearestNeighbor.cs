using Carousel.Jobs.Measuring;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// The baseline for series and sound: the class of the training sequence that is nearest by dynamic time warping.
/// </summary>
/// <remarks>
/// Sakoe and Chiba 1978, on scaled channels, within a band of a tenth of the length around the diagonal; the distance
/// is not normalised. With many or long sequences, every second step, or every fourth, … is looked at, and only the
/// first ones of each class, so that it stays within a fixed amount of work.
/// </remarks>
internal static class NearestNeighbor
{
    private const double Band = 0.1, MostWork = 1e9, MostWorkOfSound = 4e9;

    /// <summary>Answers.</summary>
    /// <param name="encoder">Scales the sequences.</param>
    /// <param name="training">The training data.</param>
    /// <param name="data">The sequences.</param>
    /// <param name="answers">Their classes.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ClassAnswers Answer(
        ClassEncoder encoder, IReadOnlyList<EncodedSample> training, ClassData data, ClassAnswers answers,
        int threads, CancellationToken cancellation)
    {
        double most = encoder.Design.Sound is null ? MostWork : MostWorkOfSound;
        EncodedSample[] asked = [.. data.Samples.Select(encoder.Encode)], known = [.. training];
        int longest = known.Concat(asked).Max(s => s.Steps), F = encoder.Design.Features, stride = 1;
        double Work() =>
            (double)asked.Length * known.Length * F * ((double)longest / stride) * ((2 * Band * longest / stride) + 3);
        while (Work() > most && longest / stride > 64)
        {
            stride *= 2;
        }

        if (Work() > most)
        {
            int fewer = Math.Max(1, (int)(known.Length * most / Work() / answers.Labels.Count));
            known = [.. known.GroupBy(s => s.Class).SelectMany(g => g.Take(fewer))];
        }

        int[] labels = new int[asked.Length];
        using var workers = new Workers(threads);
        workers.Run(new EachPart(n =>
        {
            cancellation.ThrowIfCancellationRequested();
            var warping = new Warping(longest, F, stride);
            double least = double.PositiveInfinity;
            labels[n] = known.MinBy(candidate =>
                least = double.MinNumber(least, warping.Distance(asked[n].Values, candidate.Values, least)))!.Class;
        }), labels.Length);
        return answers.By(
            "nearest_neighbour", "nearest neighbour (time warping)",
            labels.Select(label => answers.Labels.Select((_, c) => c == label ? 1.0 : 0))) with
        {
            HasProbabilities = false,
        };
    }

    /// <summary>Two rows of the table of least costs, used again and again.</summary>
    /// <param name="longest">Steps of the longest sequence.</param>
    /// <param name="features">F.</param>
    /// <param name="stride">Every how many steps one is looked at.</param>
    /// <param name="window">The width of the band to each side, as a share of the length.</param>
    internal sealed class Warping(int longest, int features, int stride, double window = Band)
    {
        private readonly double[] _before = new double[longest + 2], _now = new double[longest + 2];

        /// <summary>The least sum of squared distances over all ways to warp the one sequence onto the other.</summary>
        /// <param name="a">[L, F].</param>
        /// <param name="b">[M, F].</param>
        /// <param name="enough">Infinite is given where the distance would not be smaller.</param>
        public double Distance(float[] a, float[] b, double enough)
        {
            int rows = Steps(a), columns = Steps(b);

            // Without any band equal lengths are compared step by step.
            int apart = Math.Abs(rows - columns),
                band = Math.Max((int)Math.Ceiling(window * Math.Max(rows, columns)), apart == 0 ? 0 : apart + 1);
            double[] before = _before, now = _now;
            before.AsSpan(0, columns + 1).Fill(double.PositiveInfinity);
            before[0] = 0;
            for (int i = 1; i <= rows; i++)
            {
                now.AsSpan(0, columns + 1).Fill(double.PositiveInfinity);
                int center = (int)((long)i * columns / rows), from = Math.Max(1, center - band),
                    to = Math.Min(columns, center + band);
                double least = double.PositiveInfinity, cost = least;
                for (int j = from; j <= to; j++)
                {
                    // The cost of the step before joins last, because each step waits for it.
                    cost = double.MinNative(double.MinNative(before[j - 1], before[j]), cost)
                        + Apart(a, (i - 1) * stride, b, (j - 1) * stride);
                    now[j] = cost;
                    least = double.MinNative(least, cost);
                }

                if (least >= enough)
                {
                    return double.PositiveInfinity;
                }

                (before, now) = (now, before);
            }

            return before[columns];
        }

        private int Steps(float[] values) => ((values.Length / features) + stride - 1) / stride;

        private double Apart(float[] a, int i, float[] b, int j)
        {
            double sum = 0;
            for (int f = 0; f < features; f++)
            {
                double apart = a[(i * features) + f] - b[(j * features) + f];
                sum += apart * apart;
            }

            return sum;
        }
    }
}
