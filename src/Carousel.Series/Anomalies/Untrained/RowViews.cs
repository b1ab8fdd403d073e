namespace Carousel.Anomalies;

/// <summary>
/// How rarely a row of a channel is as odd, without training: the greatest score of its value, of the run of equal
/// values that it is in, and of the shapes of three lengths that it is in. The neighbours of an anomaly are not odd.
/// </summary>
internal static class RowViews
{
    // Runs of fewer equal values are chance. In this unit the least excess of a tail is half a logarithm.
    private const int FewestHeld = 3;
    private const double HeldUnit = 50;

    /// <summary>Scores all rows.</summary>
    /// <param name="column">[n]: values of the channel; NaN is a gap.</param>
    /// <param name="expected">[n]: trend and season; NaN for a channel without values.</param>
    /// <param name="views">The shapes.</param>
    /// <param name="share">What a score is lower by, because several channels and views are searched.</param>
    /// <param name="threshold">The score above which a row is an anomaly: windows with it are not odd because of it.
    /// </param>
    /// <returns>[n]: the decimal logarithm of the rows from one that is as odd to the next, NaN for a gap, and why.
    /// </returns>
    public static (double Score, ChannelReason Reason)[] Of(
        float[] column, double[] expected, SeriesViews views, double share, double threshold)
    {
        (double Score, ChannelReason Reason)[] best =
            [.. column.Select(_ => (0.0, ChannelReason.Value))];
        float[] rest = [.. column.Select((v, r) => (float)(v - expected[r]))];
        double scale = RobustScale.Of(rest).Scale;
        Take(Held(column, float.IsNaN), ChannelReason.Missing);
        Take(Held(column, float.IsFinite), ChannelReason.Constant);
        Take([.. rest.Select(v => float.IsNaN(v) ? 0 : Math.Abs(v) / scale)], ChannelReason.Value);
        bool[] isOdd = [.. best.Select(b => b.Score > threshold)];
        foreach ((int window, double[] distances) in views.Shapes)
        {
            Take(Least(distances, window, isOdd), ChannelReason.Shape);
        }

        return [.. best.Select((b, r) => float.IsNaN(column[r]) && b.Score < threshold ? (double.NaN, b.Reason) : b)];

        void Take(double[] values, ChannelReason reason)
        {
            PeakTail tail = RobustTail.Of(values);
            for (int r = 0; r < values.Length; r++)
            {
                double score = tail.ScoreOf(values[r]) - share;
                best[r] = score > best[r].Score ? (score, reason) : best[r];
            }
        }
    }

    /// <summary>[n]: the logarithm of the least of the windows that cover each row. Windows with an odd row, and those
    /// that would begin before or end after the series, are usual.</summary>
    private static double[] Least(double[] windows, int rows, bool[] isOdd)
    {
        var highest = new SlidingPeak();
        var least = new double[isOdd.Length];
        int odd = Array.LastIndexOf(isOdd, true, Math.Min(rows, isOdd.Length) - 1);
        for (int r = 0; r < isOdd.Length; r++)
        {
            double before = -highest.Take(r < windows.Length && odd < r ? -windows[r] : 0, rows);
            if (r >= rows)
            {
                least[r - 1] = Math.Log(1 + before);
            }

            odd = r + rows < isOdd.Length && isOdd[r + rows] ? r + rows : odd;
        }

        return least;
    }

    /// <summary>[n]: the logarithm of the rows of the run of equal values that each row is in.</summary>
    private static double[] Held(float[] column, Func<float, bool> counts)
    {
        var held = new double[column.Length];
        for (int first = 0, end; first < column.Length; first = end)
        {
            for (end = first + 1; end < column.Length && column[end].Equals(column[first]); end++)
            {
            }

            if (end - first >= FewestHeld && counts(column[first]))
            {
                Array.Fill(held, Math.Log(end - first) / HeldUnit, first, end - first);
            }
        }

        return held;
    }
}
