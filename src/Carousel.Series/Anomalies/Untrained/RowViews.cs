namespace Carousel.Anomalies;

/// <summary>
/// How rarely a row of a channel is as odd as it is, without training: the greatest of its value, the run of equal
/// values that it is in, and the shapes of three lengths that it is in. Rows beside an anomaly are not odd.
/// </summary>
internal static class RowViews
{
    // Runs of fewer equal values are chance, and longer ones are rare if runs of half their length are.
    private const int FewestHeld = 3;
    private const double LeastHeld = 0.5, LeastTimes = 0.25;

    private static readonly double _views = Math.Log10(3);

    /// <summary>Scores all rows.</summary>
    /// <param name="column">[n]: values of the channel; NaN is a gap.</param>
    /// <param name="views">The shapes.</param>
    /// <param name="parts">Trend and season; null for a channel without values.</param>
    /// <param name="threshold">The score above which a row is an anomaly: longer windows with it are not odd because
    /// of it.</param>
    /// <returns>[n]: the decimal logarithm of the rows from one that is as odd to the next, and why.</returns>
    public static (double Score, ChannelReason Reason)[] Of(
        float[] column, SeriesViews views, RobustParts? parts, double threshold)
    {
        var best = new (double Score, ChannelReason Reason)[column.Length];
        Take(Held(column), ChannelReason.Constant, LeastHeld);
        if (parts is not null)
        {
            double[] values = [.. column.Select(v => (double)v)];
            var whole = WholeSeries.Of(values, parts);
            Take(
                [
                    .. values.Select((v, r) => double.IsNaN(v) ? 0 : Math.Abs(v - whole.Expected[r]) / whole.Scale[r]),
                ],
                ChannelReason.Value);
        }

        bool[] isOdd = [.. best.Select(b => b.Score > threshold)];
        foreach ((int window, double[] distances) in views.Shapes)
        {
            Take(Least(distances, window, isOdd), ChannelReason.Shape);
        }

        return best;

        void Take(double[] logs, ChannelReason reason, double leastExcess = 0)
        {
            PeakTail tail = RobustTail.Of(logs);
            tail = tail with { Excess = Math.Max(tail.Excess, leastExcess) };
            for (int r = 0; r < logs.Length; r++)
            {
                double score = tail.ScoreOf(logs[r]) - _views;
                best[r] = score > best[r].Score ? (score, reason) : best[r];
            }
        }
    }

    /// <summary>The logarithm of how odd a window is beside one that is a quarter as odd as usual; 0 for less.</summary>
    private static double LogOf(double times) => times > LeastTimes ? Math.Log(times / LeastTimes) : 0;

    /// <summary>[n]: the logarithm of the least of the windows that cover each row and have no odd row; 0 without one.
    /// </summary>
    /// <remarks>Few windows, as at an end, say little of a row: they count by their share.</remarks>
    private static double[] Least(double[] windows, int rows, bool[] isOdd)
    {
        var highest = new SlidingPeak();
        int[] counted = [0, .. new int[isOdd.Length]];
        var least = new double[isOdd.Length];
        int odd = Array.LastIndexOf(isOdd, true, Math.Min(rows, isOdd.Length) - 1);
        for (int r = 0; r <= isOdd.Length; r++)
        {
            bool counts = r < windows.Length && odd < r;
            double own = -highest.Take(counts ? -windows[r] : double.NaN, rows);
            if (r > 0)
            {
                int covering = counted[r] - counted[Math.Max(0, r - rows)];
                least[r - 1] = covering == 0 ? 0 : LogOf(own) * covering / rows;
            }

            if (r < isOdd.Length)
            {
                counted[r + 1] = counted[r] + (counts ? 1 : 0);
                odd = r + rows < isOdd.Length && isOdd[r + rows] ? r + rows : odd;
            }
        }

        return least;
    }

    /// <summary>[n]: the logarithm of the rows of the run of equal values that each row is in.</summary>
    private static double[] Held(float[] column)
    {
        var held = new double[column.Length];
        for (int first = 0, end; first < column.Length; first = end)
        {
            for (end = first + 1; end < column.Length && column[end] == column[first]; end++)
            {
            }

            Array.Fill(held, end - first >= FewestHeld ? Math.Log(end - first) : 0, first, end - first);
        }

        return held;
    }
}
