namespace Carousel.Forecasting;

/// <summary>
/// Widens and narrows each side of the intervals of one series by the errors of forecasts whose truth has come:
/// log s ← log s + γ·(share missed on that side − the share that may be), for each of them in the order of time.
/// </summary>
/// <remarks>
/// Adaptive conformal inference (Gibbs and Candès 2021) on the logarithm of a scale instead of the level, so that
/// the distances of all quantiles of a side from the median follow.
/// </remarks>
/// <param name="design">Targets, quantiles and intervals.</param>
/// <param name="rate">γ.</param>
internal sealed class IntervalScales(ForecastDesign design, double rate)
{
    /// <summary>The number of remembered forecasts; errors of older ones are not used.</summary>
    public const int Remembered = 64;

    private readonly int[] _levels = [.. design.Quantiles.Select(share => LevelOf(design, share))];

    /// <summary>[K, L, 2]: the logarithms of the scales.</summary>
    /// <param name="past">Forecasts whose horizons have passed, in the order of time.</param>
    /// <param name="start">What they were before; forgotten evenly, as later forecasts come. Null for zeros.</param>
    public double[] After(IReadOnlyList<PastForecast> past, IReadOnlyList<double>? start = null)
    {
        int K = design.TargetCount, L = design.Intervals.Count;
        var scales = new double[K * L * 2];
        for (int place = 0; place < scales.Length && start is not null; place++)
        {
            scales[place] = start[place] * Math.Max(0, 1 - (past.Count / (double)Remembered));
        }

        for (int p = Math.Max(0, past.Count - Remembered); p < past.Count; p++)
        {
            for (int place = 0; place < scales.Length; place++)
            {
                int k = place / 2 / L, l = place / 2 % L, side = place % 2;
                if (Missed(design, past[p], k, l, side, Math.Exp(scales[place])) is { } share)
                {
                    scales[place] += rate * (share - ((100 - design.Intervals[l]) / 200));
                }
            }
        }

        return scales;
    }

    /// <summary>Moves quantiles from their median or towards it.</summary>
    /// <param name="table">The quantiles.</param>
    /// <param name="scales">[W]: what <see cref="After"/> gave; null for an unchanged window.</param>
    public QuantileTable<Stage.Calibrated> Apply(
        QuantileTable<Stage.Calibrated> table, IReadOnlyList<double[]?> scales)
    {
        double[] factors = [];
        return table.To<Stage.Calibrated>((w, t, k, quantiles) =>
        {
            if (scales[w] is not { } own)
            {
                return;
            }

            factors = t == 0 && k == 0 ? Factors(own) : factors;
            double middle = quantiles[table.Median];
            for (int q = 0; q < quantiles.Length; q++)
            {
                quantiles[q] = middle + (factors[(k * quantiles.Length) + q] * (quantiles[q] - middle));
            }

            quantiles.Sort();
        });
    }

    /// <summary>[K · Q]: the factors of the distances of quantiles from their median.</summary>
    /// <param name="scales">What <see cref="After"/> gave.</param>
    public double[] Factors(IReadOnlyList<double> scales) =>
    [
        .. Enumerable.Range(0, design.TargetCount).SelectMany(k => _levels.Select((level, q) => Math.Exp(
            scales[(((k * design.Intervals.Count) + level) * 2) + (q > design.Median ? 1 : 0)]))),
    ];

    /// <summary>The share of known values beyond one end of an interval; null where none is known.</summary>
    private static double? Missed(ForecastDesign design, PastForecast past, int k, int l, int side, double factor)
    {
        int K = design.TargetCount, L = design.Intervals.Count, known = 0, missed = 0;
        for (int cell = k; cell < past.Truth.Length; cell += K)
        {
            float middle = past.Middles[cell];
            double end = middle + (factor * (past.Ends[(((cell * L) + l) * 2) + side] - middle));
            if (!float.IsNaN(past.Truth[cell]))
            {
                known++;
                missed += (side == 0 ? past.Truth[cell] < end : past.Truth[cell] > end) ? 1 : 0;
            }
        }

        return known == 0 ? null : (double)missed / known;
    }

    /// <summary>
    /// The narrowest interval that contains a quantile; the widest where none does.
    /// </summary>
    private static int LevelOf(ForecastDesign design, double share)
    {
        double needed = (100 * Math.Abs(1 - (2 * share))) - 1e-6;
        int[] wider = [.. Enumerable.Range(0, design.Intervals.Count).OrderBy(l => design.Intervals[l])];
        return wider.Where(l => design.Intervals[l] >= needed).Append(wider[^1]).First();
    }
}
