namespace Carousel.Forecasting;

/// <summary>The forecasts of windows by each method of a forecaster, before they are averaged.</summary>
/// <param name="Network">[W, H, K, Q] of the network, in its scale.</param>
/// <param name="Others">Each [W, H, K]: those of the other methods, in the same scale and in the order of
/// <see cref="Champion.Methods"/>; NaN where nothing is known.</param>
/// <param name="Weights">[W][C]: the weights of the other methods.</param>
internal sealed record SeparateForecasts(
    QuantileTable<Stage.Raw> Network, IReadOnlyList<double[]> Others, IReadOnlyList<double[]> Weights)
{
    /// <summary>[W, H, K, Q] of a random walk, if it is the answer; null otherwise.</summary>
    public QuantileTable<Stage.Raw>? Walk { get; init; }
}
