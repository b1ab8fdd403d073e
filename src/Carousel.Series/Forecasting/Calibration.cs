using System.Text.Json.Serialization;

namespace Carousel.Forecasting;

/// <summary>
/// Split-conformal calibration: what is added to each quantile so that its share is right on data the network did not
/// learn from.
/// </summary>
/// <remarks>
/// Vovk, Gammerman and Shafer 2005; conformalised quantiles of Romano, Patterson and Candès 2019, each side
/// separately. The offsets live in the network's
/// scale, after the transform, where the spread is even. Windows of a series overlap in time and are not
/// exchangeable, and the same windows chose the epoch: the guarantee is approximate.
/// </remarks>
/// <param name="Offsets">[K][Q]: added to each quantile of each target; 0 for the median.</param>
internal sealed record Calibration(IReadOnlyList<IReadOnlyList<double>> Offsets)
{
    /// <summary>How intervals follow the errors of forecasts after the training; null where they do not.</summary>
    public IntervalAdaptation? Adaptation { get; init; }

    /// <summary>
    /// For each series, by its name (empty for a single series), the errors of forecasts of the validation set side by
    /// side, with which those of later forecasts are compared; null in a file of an earlier version.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<float>>? WindowErrors { get; init; }

    /// <summary>
    /// Number of non-overlapping windows below which intervals are only ever widened: one or two calm years do not
    /// justify narrower intervals.
    /// </summary>
    private const int EnoughWindows = 10;

    /// <summary>None: quantiles of counts come from a distribution, and stay whole.</summary>
    internal static Calibration None(ForecastDesign design) =>
        new([.. design.Targets.Select(_ => new double[design.Quantiles.Count])]);

    /// <summary>Fits on windows that were not trained on.</summary>
    /// <param name="table">Quantiles in the network's scale; where the network gives one number, all are that
    /// number.</param>
    /// <param name="truth">[W, H, K] in the same scale, NaN where missing.</param>
    /// <param name="apart">How many windows lie side by side without overlap: overlapping ones tell much the
    /// same.</param>
    internal static Calibration Fit(QuantileTable<Stage.Raw> table, ReadOnlySpan<float> truth, int apart)
    {
        var offsets = new double[table.Targets][];
        for (int k = 0; k < table.Targets; k++)
        {
            offsets[k] = new double[table.Shares.Count];
            for (int q = 0; q < table.Shares.Count; q++)
            {
                double share = table.Shares[q];
                double offset = q == table.Median ? 0 : Offset(Errors(table, truth, k, q), share);
                offsets[k][q] = apart >= EnoughWindows ? offset
                    : share < 0.5 ? Math.Min(offset, 0)
                    : Math.Max(offset, 0);
            }
        }

        return new Calibration(offsets);
    }

    /// <summary>
    /// Applies the calibration, and puts quantiles that crossed in order (Chernozhukov, Fernández-Val and Galichon
    /// 2010).
    /// </summary>
    internal QuantileTable<Stage.Calibrated> Apply(QuantileTable<Stage.Raw> table) => table.To<Stage.Calibrated>(
        (_, _, k, quantiles) => Apply(quantiles, Offsets[k], table.Median));

    /// <summary>
    /// An offset never carries a quantile over the median, so the median stays what the network said.
    /// </summary>
    private static void Apply(Span<double> quantiles, IReadOnlyList<double> offsets, int median)
    {
        for (int q = 0; q < quantiles.Length; q++)
        {
            double moved = quantiles[q] + offsets[q];
            quantiles[q] = q < median ? Math.Min(moved, quantiles[median]) : Math.Max(moved, quantiles[median]);
        }

        quantiles.Sort();
    }

    /// <summary>
    /// The conformal quantile of sorted errors: the ⌈(n + 1)·share⌉-th smallest above the median, the ⌊(n +
    /// 1)·share⌋-th below.
    /// </summary>
    private static double Offset(List<double> errors, double share)
    {
        double place = (errors.Count + 1) * share;
        int rank = (int)(share < 0.5 ? Math.Floor(place) : Math.Ceiling(place));
        return errors.Count == 0 ? 0 : errors[Math.Clamp(rank, 1, errors.Count) - 1];
    }

    private static List<double> Errors(QuantileTable table, ReadOnlySpan<float> truth, int k, int q)
    {
        var errors = new List<double>();
        for (int cell = k; cell < truth.Length; cell += table.Targets)
        {
            if (!float.IsNaN(truth[cell]))
            {
                errors.Add(truth[cell] - table[cell][q]);
            }
        }

        errors.Sort();
        return errors;
    }
}
