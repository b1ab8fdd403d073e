using System.Text.Json.Serialization;
using Carousel.Inspection.Traces;

namespace Carousel.Survival;

/// <summary>Values fitted in addition to the parameters.</summary>
/// <param name="Scale">How features are scaled.</param>
/// <param name="Baselines">What the network is compared with.</param>
/// <param name="Spikes">What a spike of the input gates is; null for cells without input gates.</param>
internal sealed record SurvivalFitted(FeatureScale Scale, SurvivalBaselines Baselines, GateSpikes? Spikes)
{
    /// <summary>α: how much of the network is added to the regression inside; its weights hold it already.</summary>
    [JsonPropertyName("rival_share")]
    public double BaselineShare { get; init; } = 1;

    /// <summary>Whether the sizes fit a design; checks data from a file.</summary>
    public bool Fits(SurvivalDesign design)
    {
        int features = design.Features.Count, row = CountRow.InputsOf(features) + 1;
        return Scale.Offsets.Length == features && Scale.Scales.Length == features
            && Scale.Offsets.All(float.IsFinite) && Scale.Scales.All(s => float.IsFinite(s) && s > 0)
            && Baselines.Coefficients.Count == design.Horizon
            && Baselines.Coefficients.All(c => c.Length == row && c.All(double.IsFinite))
            && Baselines.ByAge.All(double.IsFinite) && double.IsFinite(Baselines.Mean)
            && (Spikes is null || Spikes.Fits(design.Cells.Hidden));
    }
}

/// <summary>What a model learned from.</summary>
/// <param name="Data">How the log is called.</param>
/// <param name="Customers">Customers of the training part.</param>
/// <param name="First">The first period.</param>
/// <param name="Last">The last whole period.</param>
internal sealed record SurvivalOrigin(string Data, int Customers, string First, string Last);
