namespace Carousel.Forecasting;

/// <summary>What a baseline forecasts of some windows.</summary>
/// <param name="Name">As a column of a table is called.</param>
/// <param name="Title">As a person reads it.</param>
/// <param name="Values">[W, H, K].</param>
internal sealed record BaselineValues(string Name, string Title, float[] Values)
{
    /// <summary>[W, H, K, Q]; null where one number is forecast.</summary>
    public QuantileTable<Stage.InUnits>? Quantiles { get; init; }
}
