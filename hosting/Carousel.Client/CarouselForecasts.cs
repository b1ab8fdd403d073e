namespace Carousel.Client;

/// <summary>Forecasts of series that no model of the server was trained on.</summary>
/// <param name="Levels">[Q]: the share of values that is at most a quantile, ascending; 0.5 is the median.</param>
/// <param name="Quantiles">[n][H][Q]: the quantiles of each series and step.</param>
public sealed record CarouselForecasts(IReadOnlyList<float> Levels, IReadOnlyList<float[][]> Quantiles);
