namespace Carousel.Anomalies;

/// <summary>
/// Changes of level, trend and spread: the segments of a series, each a line with normal noise of one variance, whose
/// penalised likelihood is largest.
/// </summary>
/// <remarks>
/// The search is dynamic programming with pruning (PELT: Killick, Fearnhead and Eckley 2012), exact for up to 2,000
/// rows. A single outlier is replaced by the median of its neighbours before. Autocorrelated noise looks like short
/// segments, so the penalty is multiplied by the factor by which the correlation multiplies the variance of a mean.
/// </remarks>
internal static class ChangePoints
{
    /// <summary>The fewest rows between two changes.</summary>
    public const int LeastRows = 10;

    // A change has four parameters: its place, a level, a slope and a variance. BIC has a logarithm of n for each.
    private const double Parameters = 4;
    private const int FewestBlocks = 12, MostGrowth = 3;

    // Squares of larger values would hide all others in a sum.
    private const double MostUnits = 1e4;

    // The work grows with the square of the places.
    private const int MostPlaces = 2000;

    /// <summary>Finds the changes of a series.</summary>
    /// <param name="values">[n], without missing values and without a season.</param>
    /// <param name="leastRows">The fewest rows between two changes, at least <see cref="LeastRows"/>.</param>
    /// <param name="leastNoise">Lower bound of the noise's deviation. Without it, rounding errors that remain after a
    /// season is removed would count as noise.</param>
    /// <returns>The changes in order of their rows.</returns>
    public static IReadOnlyList<ChangePoint> Find(
        ReadOnlySpan<double> values, int leastRows = LeastRows, double leastNoise = 0)
    {
        double unit = Math.Max(SpikeFilter.NoiseOf(values), leastNoise), first = values[0];
        double[] clean =
        [
            .. SpikeFilter.Apply(values, unit).Select(v => Math.Clamp((v - first) / unit, -MostUnits, MostUnits)),
        ];
        var sums = new SegmentSums(clean);
        double factor = Inflation(clean);
        double penalty = Parameters * Math.Log(values.Length);
        int[] ends = Segments(sums, values.Length, Math.Max(leastRows, LeastRows), factor * penalty);
        return
        [
            .. Enumerable.Range(1, Math.Max(0, ends.Length - 2)).Select(
                k => Change(sums, ends[k - 1], ends[k], ends[k + 1], unit, factor, penalty)),
        ];
    }

    private static ChangePoint Change(
        SegmentSums sums, int start, int row, int end, double unit, double factor, double penalty)
    {
        double gain = sums.Cost(start, end) - sums.Cost(start, row) - sums.Cost(row, end);
        double confidence = 1 / (1 + Math.Exp((penalty - (gain / factor)) / 2));
        (double m, double a, double v) = sums.Line(start, row);
        (double n, double b, double w) = sums.Line(row, end);
        double before = row - start, after = end - row;
        double jump = n - (b * (after - 1) / 2) - m - (a * (before + 1) / 2);

        // Standard errors of a line's end, of its slope, and of the logarithm of a deviation.
        double ofJump = Math.Sqrt(4 * ((v / before) + (w / after)));
        double ofSlope = Math.Sqrt(12 * ((v / Math.Pow(before, 3)) + (w / Math.Pow(after, 3))));
        double ratio = Math.Sqrt((w + 1e-9) / (v + 1e-9)), ofRatio = Math.Sqrt((1 / before + 1 / after) / 2);
        (ChangeKind Kind, double Size, double Clarity)[] kinds =
        [
            (ChangeKind.Level, jump * unit, Math.Abs(jump) / ofJump),
            (ChangeKind.Trend, (b - a) * unit, Math.Abs(b - a) / ofSlope),
            (ChangeKind.Spread, ratio, Math.Abs(Math.Log(ratio)) / ofRatio),
        ];
        (ChangeKind kind, double size, _) = kinds.MaxBy(k => k.Clarity);
        return new ChangePoint(row, kind, size, confidence);
    }

    // Starts of the segments in order, and n. Changes of long series are searched on a grid, then moved to the best row
    // between its neighbours.
    private static int[] Segments(SegmentSums sums, int n, int least, double penalty)
    {
        int step = 1 + ((n - 1) / MostPlaces), apart = step * ((least + step - 1) / step);
        double[] best = [-penalty, .. new double[n]];
        int[] from = new int[n + 1];
        var starts = new List<int>();
        for (int place = apart; place <= n; place += step)
        {
            // A start that is not better than a later one will never be, once the later one may be a start.
            int later = place - apart, end = place + step > n ? n : place;
            starts.RemoveAll(s => later - s >= apart && best[s] + sums.Cost(s, later) >= best[later]);
            if (later == 0 || later >= apart)
            {
                starts.Add(later);
            }

            best[end] = double.PositiveInfinity;
            foreach (int start in starts)
            {
                double cost = best[start] + sums.Cost(start, end) + penalty;
                if (cost < best[end])
                {
                    (best[end], from[end]) = (cost, start);
                }
            }
        }

        var ends = new List<int> { n };
        while (ends[^1] > 0)
        {
            ends.Add(from[ends[^1]]);
        }

        ends.Reverse();
        for (int k = 1; k < ends.Count - 1; k++)
        {
            (int start, int end) = (ends[k - 1], ends[k + 1]);
            ends[k] = Enumerable.Range(ends[k] - step + 1, (2 * step) - 1)
                .Where(row => row - start >= least && end - row >= least)
                .MinBy(row => sums.Cost(start, row) + sums.Cost(row, end));
        }

        return [.. ends];
    }

    // Variance of block means relative to that of independent rows, at the block length where this ratio is largest.
    // Second differences of neighbouring means cancel level and trend; quartiles are robust to the few changes.
    private static double Inflation(double[] values)
    {
        double[] sums = [0, .. values];
        for (int t = 1; t < sums.Length; t++)
        {
            sums[t] += sums[t - 1];
        }

        double factor = 1;
        for (int rows = 1; FewestBlocks * rows <= values.Length; rows *= 2)
        {
            int step = Math.Max(1, rows / 4);
            double bend = ScaleOf(3 * rows, t =>
                sums[t + (3 * rows)] - sums[t] - (3 * (sums[t + (2 * rows)] - sums[t + rows])));
            double jump = ScaleOf(rows + 1, t => values[t + rows] - values[t]);
            double found = bend * bend / (3 * rows * jump * jump);
            if (found > MostGrowth * factor)
            {
                // Noise does not grow so fast from one length to the next; steps of the level do.
                return 2 * factor;
            }

            factor = Math.Max(factor, found);

            double ScaleOf(int width, Func<int, double> at) => RobustScale.Of(
                Enumerable.Range(0, ((values.Length - width) / step) + 1).Select(k => (float)at(k * step))).Scale;
        }

        return factor;
    }
}
