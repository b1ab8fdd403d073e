namespace Carousel.Tasks.Forecasting;

/// <summary>Split-conformal calibration: how much wider or narrower each quantile must be so that its share is right on data the network did not learn from.</summary>
/// <remarks>
/// Vovk and others 2005; the score is the distance from the median over the distance of the quantile from the median (Romano, Patterson and Candès 2019
/// take the plain distance), each side on its own, so that narrow hours stay narrow. Windows of a series overlap in time and are not exchangeable: the guarantee is approximate.
/// </remarks>
/// <param name="Factors">[K][Q]: quantile q becomes median + factor · (q − median); 1 for the median.</param>
/// <param name="Offsets">[K][Q]: where the network gives one number only, what is added to it for each quantile, in the network's scale; else empty.</param>
public sealed record Calibration(IReadOnlyList<IReadOnlyList<double>> Factors, IReadOnlyList<IReadOnlyList<double>> Offsets)
{
    private const double LeastFactor = 0.2;
    private const double MostFactor = 5;
    private const double LeastWidth = 1e-6;

    /// <summary>Leaves every quantile as it is.</summary>
    internal static Calibration None(ForecastDesign design) =>
        new([.. Enumerable.Range(0, design.TargetCount).Select(_ => (IReadOnlyList<double>)[.. design.Quantiles.Select(_ => 1.0)])], []);

    /// <summary>Fits on windows that were not trained on.</summary>
    /// <param name="table">Quantiles in the network's scale.</param>
    /// <param name="truth">[W, H, K] in the same scale, NaN where missing.</param>
    internal static Calibration Fit(QuantileTable table, ReadOnlySpan<float> truth)
    {
        var factors = new double[table.Targets][];
        for (int k = 0; k < table.Targets; k++)
        {
            factors[k] = new double[table.Shares.Count];
            for (int q = 0; q < table.Shares.Count; q++)
            {
                factors[k][q] = q == table.Median ? 1 : Factor(table, truth, k, q);
            }
        }

        return new Calibration(factors, []);
    }

    /// <summary>Fits offsets for networks that give one number: the quantiles of its errors.</summary>
    internal static Calibration FitOffsets(QuantileTable table, ReadOnlySpan<float> truth)
    {
        var offsets = new double[table.Targets][];
        var factors = new double[table.Targets][];
        for (int k = 0; k < table.Targets; k++)
        {
            double[] errors = Scores(table, truth, k, (_, median, y) => y - median);
            factors[k] = [.. table.Shares.Select(_ => 1.0)];
            offsets[k] = [.. table.Shares.Select((share, q) => q == table.Median || errors.Length == 0 ? 0 : errors[(int)Math.Min(errors.Length - 1, share * errors.Length)])];
        }

        return new Calibration(factors, offsets);
    }

    /// <summary>Applies the calibration in place, and puts quantiles that crossed in order (Chernozhukov, Fernández-Val and Galichon 2010).</summary>
    internal void Apply(QuantileTable table)
    {
        for (int w = 0; w < table.Windows; w++)
        {
            for (int t = 0; t < table.Horizon; t++)
            {
                for (int k = 0; k < table.Targets; k++)
                {
                    Span<double> quantiles = table[w, t, k];
                    double median = quantiles[table.Median];
                    for (int q = 0; q < quantiles.Length; q++)
                    {
                        double offset = Offsets.Count > 0 ? Offsets[k][q] : 0;
                        quantiles[q] = median + (Factors[k][q] * (quantiles[q] - median)) + offset;
                    }

                    quantiles.Sort();
                }
            }
        }
    }

    /// <summary>The conformal quantile of the scores of one side: the ⌈(n + 1)·share⌉-th smallest.</summary>
    private static double Factor(QuantileTable table, ReadOnlySpan<float> truth, int k, int q)
    {
        bool isLow = q < table.Median;
        double[] scores = Scores(table, truth, k, (quantiles, median, y) =>
            isLow ? (median - y) / Math.Max(median - quantiles[q], LeastWidth) : (y - median) / Math.Max(quantiles[q] - median, LeastWidth));
        double share = isLow ? 1 - table.Shares[q] : table.Shares[q];
        int place = (int)Math.Ceiling((scores.Length + 1) * share) - 1;
        return scores.Length == 0 ? 1 : Math.Clamp(scores[Math.Clamp(place, 0, scores.Length - 1)], LeastFactor, MostFactor);
    }

    private delegate double Score(ReadOnlySpan<double> quantiles, double median, double y);

    private static double[] Scores(QuantileTable table, ReadOnlySpan<float> truth, int k, Score score)
    {
        var scores = new List<double>();
        for (int w = 0; w < table.Windows; w++)
        {
            for (int t = 0; t < table.Horizon; t++)
            {
                float y = truth[(((w * table.Horizon) + t) * table.Targets) + k];
                if (!float.IsNaN(y))
                {
                    ReadOnlySpan<double> quantiles = table[w, t, k];
                    scores.Add(score(quantiles, quantiles[table.Median], y));
                }
            }
        }

        scores.Sort();
        return [.. scores];
    }
}
