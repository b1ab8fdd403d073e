using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// What forecasts of counts are chosen by: the weighted quantile loss of the steps and that of the sums over the
/// horizon, half and half, block by block of time.
/// </summary>
/// <remarks>
/// Both are pinball losses over what was demanded in all blocks, so that the mean of the blocks is the loss of the
/// whole, in which large series count most: as the table of a backtest counts. Rows of weight 0 are as if missing.
/// </remarks>
internal sealed class DemandScore
{
    private readonly SortedDictionary<long, (double Steps, double Sums)> _blocks = [];
    private double _demanded;

    /// <summary>Adds a window.</summary>
    /// <param name="block">Which block of time.</param>
    /// <param name="truth">[H]: what came; NaN where missing.</param>
    /// <param name="shares">[Q].</param>
    /// <param name="quantiles">[H · Q].</param>
    /// <param name="sums">[Q]: quantiles of the sum; not looked at where a step is missing.</param>
    public void Add(
        long block, ReadOnlySpan<float> truth, IReadOnlyList<double> shares, ReadOnlySpan<double> quantiles,
        ReadOnlySpan<double> sums)
    {
        (double steps, double whole) = _blocks.GetValueOrDefault(block);
        double sum = 0;
        for (int t = 0; t < truth.Length; t++)
        {
            sum += truth[t];
            if (!float.IsNaN(truth[t]))
            {
                _demanded += truth[t];
                steps += Pinball(truth[t], shares, quantiles.Slice(t * shares.Count, shares.Count));
            }
        }

        whole += double.IsNaN(sum) ? 0 : Pinball(sum, shares, sums);
        _blocks[block] = (steps, whole);
    }

    /// <summary>The loss of the steps and that of the sums, half and half, of each block.</summary>
    public double[] ByBlock() => [.. _blocks.Values.Select(b => Scaled((b.Steps + b.Sums) / 2))];

    /// <summary>The mean of both losses.</summary>
    public double Mean => ByBlock().DefaultIfEmpty(double.NaN).Average();

    private double Scaled(double loss) => loss * _blocks.Count / Math.Max(_demanded, 1);

    /// <summary>Twice the mean pinball loss.</summary>
    public static double Pinball(double truth, IReadOnlyList<double> shares, ReadOnlySpan<double> quantiles)
    {
        double sum = 0;
        for (int q = 0; q < shares.Count; q++)
        {
            double error = truth - quantiles[q];
            sum += 2 * Math.Max(shares[q] * error, (shares[q] - 1) * error);
        }

        return sum / shares.Count;
    }

    /// <summary>The score of a table of windows in the unit of the data.</summary>
    /// <param name="set">The series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="table">Their forecasts.</param>
    /// <param name="paths">Makes sums; null where only steps count.</param>
    /// <param name="closed">Times at which series are closed; null for none.</param>
    public static DemandScore Of(
        SeriesSet set, IReadOnlyList<Window> windows, QuantileTable table, SamplePaths? paths,
        ClosedTimes? closed = null)
    {
        var score = new DemandScore();
        var quantiles = new double[table.Horizon * table.Shares.Count];
        for (int w = 0; w < windows.Count; w++)
        {
            for (int k = 0; k < table.Targets; k++)
            {
                float[] truth = ClosedTimes.Came(closed, set[windows[w].Series], k, windows[w].Ahead);
                for (int t = 0; t < truth.Length; t++)
                {
                    table[w, t, k].CopyTo(quantiles.AsSpan(t * table.Shares.Count));
                }

                int target = k, window = w;
                double[] sums = paths is null
                    ? [.. table.Shares.Select(_ => (double)truth.Sum())]
                    : paths.SumQuantiles(table, window, target, table.Shares);
                score.Add(BlockOf(set, windows[w], table.Horizon), truth, table.Shares, quantiles, sums);
            }
        }

        return score;
    }

    /// <summary>The index of a window's block on a clock that all series share.</summary>
    public static long BlockOf(SeriesSet set, Window window, int horizon) =>
        WindowClock.PlaceOf(set[0], set[window.Series], window.Origin) / horizon;
}
