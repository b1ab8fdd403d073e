namespace Carousel.Forecasting;

/// <summary>A regression of counts and a network of quantiles on the validation part.</summary>
/// <param name="loss">What the first gives.</param>
/// <param name="counts">How it did.</param>
/// <param name="quantiles">How the other did.</param>
internal sealed class DemandComparison(ForecastLoss loss, DemandScore counts, DemandScore quantiles)
{
    /// <summary>Whether the network of quantiles answers.</summary>
    public bool IsQuantile => quantiles.Mean < counts.Mean;

    /// <summary>What was chosen, and why.</summary>
    public string Sentence => Invariant.Of(
        $"Chosen on {counts.ByBlock().Length} windows of the validation part: "
        + $"{(IsQuantile ? "quantiles" : Name(loss))}; weighted quantile loss of steps and sums "
        + $"{Math.Min(counts.Mean, quantiles.Mean):0.000}, of "
        + $"{(IsQuantile ? $"the regression with {Name(loss)}" : "the network with quantiles")} "
        + $"{Math.Max(counts.Mean, quantiles.Mean):0.000}.");

    /// <summary>The name of a distribution of counts in reports.</summary>
    /// <param name="loss">Which.</param>
    public static string Name(ForecastLoss loss) =>
        loss == ForecastLoss.NegativeBinomial ? "negative binomial" : "zero-inflated negative binomial";
}
