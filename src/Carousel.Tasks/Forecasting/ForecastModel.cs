using Carousel.Layers;
using Carousel.Tasks.Forecasting.Networks;

namespace Carousel.Tasks.Forecasting;

/// <summary>The trained part of a forecaster: networks of one design, from different beginnings, whose quantiles are averaged.</summary>
internal sealed class ForecastModel : Layer
{
    public ForecastModel(ForecastDesign design)
    {
        Design = design;
        Members = [.. Enumerable.Range(0, design.Ensemble).Select(m => AddLayer($"member.{m}", ForecastNetwork.Make(design)))];
    }

    /// <summary>Sizes and features.</summary>
    public ForecastDesign Design { get; }

    /// <summary>The networks.</summary>
    public ForecastNetwork[] Members { get; }
}
