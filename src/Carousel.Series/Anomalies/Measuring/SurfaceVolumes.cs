using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>
/// VUS-PR and VUS-ROC: areas under the precision-recall and the ROC curve of ranges, as means over buffers of 0 to W
/// rows around the labelled ranges.
/// </summary>
/// <remarks>
/// <para>
/// Paparrizos and others 2022, "Volume under the surface", as <c>RangeAUC_volume_opt</c> of TSB-AD (Liu and
/// Paparrizos 2024) computes it. A row d rows outside a range has the label √(1 − d/w) for d ≤ w/2; labels of
/// neighbouring ranges add up to 1 at most.
/// </para>
/// <para>
/// Kept from the reference: the 250 thresholds are scores at evenly spaced ranks. Recall has the denominator
/// P + A/2, with P labelled rows and A the sum of the buffers' labels on predicted rows, and is multiplied by the
/// share of ranges with a predicted row. For that share, ranges are one if their buffers overlap; adjacent buffers
/// stay two ranges. The ROC curve, not the other, ends at (1, 1).
/// </para>
/// <para>
/// A row is predicted from its first threshold on, so that each window needs only a histogram of its buffers over
/// the thresholds: O(n log n + W·(W·ranges + 250)).
/// </para>
/// </remarks>
/// <param name="Pr">VUS-PR; NaN if no row is labelled, or all are.</param>
/// <param name="Roc">VUS-ROC; NaN if no row is labelled, or all are.</param>
internal readonly record struct SurfaceVolumes(double Pr, double Roc)
{
    private const int Thresholds = 250;

    /// <summary>Measures scores.</summary>
    /// <param name="scores">[n]; not NaN.</param>
    /// <param name="labels">[n].</param>
    /// <param name="window">W: the widest buffer, half of it on each side.</param>
    /// <returns>Both volumes.</returns>
    public static SurfaceVolumes Of(double[] scores, bool[] labels, int window)
    {
        int rows = labels.Length, positives = labels.Count(l => l);
        if (positives == 0 || positives == rows)
        {
            return new SurfaceVolumes(double.NaN, double.NaN);
        }

        (int[] first, double[] predicted) = Thresholded(scores);
        var hits = new double[Thresholds];
        for (int r = 0; r < rows; r++)
        {
            hits[first[r]] += labels[r] ? 1 : 0;
        }

        IReadOnlyList<RowRange> ranges = DetectionMetrics.RangesOf(labels);
        int[] reached = [.. ranges.Select(range => first[range.Start..range.End].Min())];
        (int Row, int Distance)[] near =
        [
            .. from distance in Enumerable.Range(1, window / 2)
               from range in ranges
               from row in (int[])[range.Start - distance, range.End - 1 + distance]
               where row >= 0 && row < rows && !labels[row]
               select (row, distance),
        ];
        var buffer = new double[rows];
        double pr = 0, roc = 0;
        for (int w = 0, within = 0; w <= window; w++)
        {
            int half = w / 2;
            double[] partial = new double[Thresholds], found = new double[Thresholds];
            while (within < near.Length && near[within].Distance <= half)
            {
                within++;
            }

            foreach ((int row, int distance) in near.AsSpan(0, within))
            {
                buffer[row] += Math.Sqrt(1 - (distance / (double)w));
            }

            foreach ((int row, _) in near.AsSpan(0, within))
            {
                partial[first[row]] += Math.Min(1, buffer[row]);
                buffer[row] = 0;
            }

            int groups = 0, earliest = Thresholds;
            for (int k = 0; k < ranges.Count; k++)
            {
                RowRange range = ranges[k];
                reached[k] = Math.Min(
                    reached[k],
                    Math.Min(first[Math.Max(range.Start - half, 0)], first[Math.Min(range.End - 1 + half, rows - 1)]));
                earliest = Math.Min(earliest, reached[k]);
                if (k == ranges.Count - 1 || range.End - 1 + half < ranges[k + 1].Start - half)
                {
                    found[earliest]++;
                    groups++;
                    earliest = Thresholds;
                }
            }

            (double tpr, double fpr) = (0, 0);
            double inBuffers = 0, inRanges = 0, above = 0, existing = 0;
            for (int k = 0; k < Thresholds; k++)
            {
                inBuffers += partial[k];
                inRanges += hits[k];
                above += predicted[k];
                existing += found[k];
                double right = inBuffers + inRanges, all = positives + (inBuffers / 2);
                (double recall, double wrong) =
                    (Math.Min(right / all, 1) * existing / groups, (above - right) / (rows - all));
                pr += (recall - tpr) * right / above;
                roc += (wrong - fpr) * (recall + tpr) / 2;
                (tpr, fpr) = (recall, wrong);
            }

            roc += (1 - fpr) * (1 + tpr) / 2;
        }

        return new SurfaceVolumes(pr / (window + 1), roc / (window + 1));
    }

    /// <summary>For each row the first threshold that predicts it, and how many rows have each.</summary>
    private static (int[] First, double[] Rows) Thresholded(double[] scores)
    {
        double[] sorted = [.. scores.Select(s => -s)];
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(sorted, order);
        (int last, int k) = (scores.Length - 1, 0);
        var first = new int[scores.Length];
        var rows = new double[Thresholds];
        for (int place = 0; place <= last; place++)
        {
            while (sorted[place] > sorted[k == Thresholds - 1 ? last : (int)(k * (last / (Thresholds - 1.0)))])
            {
                k++;
            }

            first[order[place]] = k;
            rows[k]++;
        }

        return (first, rows);
    }
}
