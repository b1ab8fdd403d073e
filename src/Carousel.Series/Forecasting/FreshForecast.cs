using Carousel.Jobs;

namespace Carousel.Forecasting;

/// <summary>A fit of a forecaster.</summary>
/// <param name="Plan">What was fitted.</param>
/// <param name="Model">The forecaster.</param>
internal sealed record FreshForecast(JobPlan<Forecaster> Plan, Forecaster Model) : Fitted<Forecaster>(Plan, Model)
{
    /// <summary>Counts and quantiles on the validation part; null where only one of them was trained.</summary>
    public DemandComparison? Demand { get; init; }
}
