using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;

namespace Carousel.RemainingLife;

/// <summary>The layers and inputs of a model of remaining lives.</summary>
/// <param name="Columns">The columns of a file.</param>
/// <param name="Cells">The recurrent layers.</param>
/// <param name="Baseline">The simple method inside.</param>
/// <param name="Folds">K: networks learn without one of K parts of the units each.</param>
/// <param name="Ensemble">Networks of each fold.</param>
/// <param name="Channels">F: columns that change.</param>
internal sealed record LifeDesign(
    LifeColumns Columns, CellDesign Cells, [property: JsonPropertyName("rival")] LifeBaseline Baseline, int Folds,
        int Ensemble, int Channels)
{
    /// <summary>The shares of the quantiles.</summary>
    public static IReadOnlyList<float> Quantiles { get; } = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f];

    /// <summary>What a record becomes: the mean life, then the quantiles.</summary>
    public static int Outputs => 1 + Quantiles.Count;

    /// <summary>How many networks.</summary>
    public int Members => Folds * Ensemble;

    /// <summary>Values of a record for the network: measurements, their means, the age, the baseline.</summary>
    public int Inputs => (2 * Channels) + 2;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    internal bool IsInRange =>
        Cells.IsInRange && !Cells.Bidirectional && Folds is >= 1 and <= 20 && Ensemble is >= 1 and <= 20
            && Enum.IsDefined(Baseline) && Channels >= 1 && Channels <= Columns.Features.Count
            && Columns.Places.Count == Columns.Features.Count + 2;
}

/// <summary>Values fitted in addition to the networks.</summary>
/// <param name="Scale">How measurements are scaled.</param>
/// <param name="Target">What the networks tell.</param>
/// <param name="TimeScale">What counts as an age of 1.</param>
/// <param name="BaselineShare">α: how much of the networks is added to the baseline.</param>
/// <param name="Spreads">For each quantile: by what its distance from the mean is multiplied.</param>
internal sealed record LifeFitted(
    LifeScale Scale, LifeTarget Target, double TimeScale,
        [property: JsonPropertyName("rival_share")] double BaselineShare, double[] Spreads)
{
    /// <summary>The usual time between two records of the training; null in models of earlier versions.</summary>
    public double? Step { get; init; }

    /// <summary>The mean life after a record of the training; null in models of earlier versions.</summary>
    public double? MeanLife { get; init; }

    /// <summary>Whether the sizes fit a design; checks data from a file.</summary>
    public bool Fits(LifeDesign design) =>
        Scale.Columns.Length == design.Channels && Scale.Offsets.Length == design.Channels
            && Scale.Scales.Length == design.Channels && Scale.Offsets.All(float.IsFinite)
            && Scale.Scales.All(s => float.IsFinite(s) && s > 0)
            && Scale.Columns.All(c => c >= 0 && c < design.Columns.Features.Count)
            && Target.Scale > 0 && double.IsFinite(Target.Scale) && Target.Cap is not <= 0 && TimeScale > 0
            && BaselineShare is >= 0 and <= 1 && Spreads.Length == LifeDesign.Quantiles.Count
            && Spreads.All(double.IsFinite);
}

/// <summary>What a model learned from.</summary>
/// <param name="Data">How the file is called.</param>
/// <param name="Units">Units of the training part.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Records">Their records.</param>
internal sealed record LifeOrigin(string Data, int Units, int Failed, int Records);
