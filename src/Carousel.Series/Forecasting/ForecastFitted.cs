using System.Text.Json.Serialization;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Fitted values in addition to the parameters.</summary>
/// <param name="Scaling">The scalers.</param>
/// <param name="Calibration">The widths of the quantiles.</param>
internal sealed record ForecastFitted(ForecastScaling Scaling, Calibration Calibration)
{
    /// <summary>The weight of each method in the answer, by its word; none where only the network answers.</summary>
    public IReadOnlyDictionary<string, double> Weights
    {
        get;

        // A file of an earlier version has none.
        init => field = value ?? new Dictionary<string, double>();
    } = new Dictionary<string, double>();

    /// <summary>By the id of a series, those of the methods other than the network with a weight, in their order; null
    /// if all series have the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double[]>? OwnWeights { get; init; }

    /// <summary>Whether the zero-shot forecast uses the columns known ahead.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ZeroShotKnown { get; init; }

    /// <summary>How the networks were trained; null in a file of an earlier version.</summary>
    public ForecastRecipe? Recipe { get; init; }

    /// <summary>Widths of intervals of sums over the horizon; null if only sample paths give them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SumWidths? Sums { get; init; }

    /// <summary>How forecasts are made to add up; null without a hierarchy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Reconciliation? Hierarchy { get; init; }

    /// <summary>Whether each column, static value and quantile of a design has its numbers.</summary>
    public bool Fits(ForecastDesign design) =>
        Scaling.Series.Values.All(s => s.Count == design.Columns.Count + design.Rates.Count && s.All(IsUsable))
        && (Scaling.Events is null) == (design.Events is null) && Scaling.Events?.Fits(design.TargetCount) != false
        && Scaling.Places?.All(p => p.Value.Count == design.Static.Count && Scaling.Series.ContainsKey(p.Key)) != false
        && Scaling.Statics.Count == design.Static.Count && Scaling.Statics.All(IsUsable)
        && Sums?.Fits(design.TargetCount) != false
        && Weights.All(w => w.Value is >= 0 and <= 1 && WindowMethods.IsStored(w.Key, design))
        && OwnWeights?.Values.All(own => own.All(w => w is >= 0 and <= 1)
            && own.Length == Weights.Count(w => w.Value > 0 && w.Key != WindowMethods.Network)) != false
        && (Weights.Count == 0 || Math.Abs(Weights.Values.Sum() - 1) < 1e-6)
        && Calibration.Offsets.Count == design.TargetCount
        && Calibration.Offsets.All(o => o.Count == design.Quantiles.Count && o.All(double.IsFinite))
        && Calibration.WindowErrors?.Values.All(errors => errors.Count > 0 && errors.All(e => e >= 0)) != false
        && (Calibration.Adaptation is null
            || (Calibration.Adaptation is { Rate: >= 0 and <= 10, Row: >= 0 }
                && Calibration.Adaptation.Start?.Values.All(s =>
                    s.Count == 2 * design.TargetCount * design.Intervals.Count && s.All(double.IsFinite)) != false));

    private static bool IsUsable(FittedScaler scaler) =>
        double.IsFinite(scaler.Offset) && double.IsFinite(scaler.Scale) && scaler.Scale > 0;
}
