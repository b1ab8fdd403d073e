namespace Carousel.Forecasting;

/// <summary>A forecast of a stream whose truth is still to come.</summary>
/// <param name="Origin">The row of its first step, counted from the beginning of the stream.</param>
/// <param name="Quantiles">[H, K, Q].</param>
/// <param name="Last">[K]: the last values that were known.</param>
internal sealed record OutstandingForecast(long Origin, float[] Quantiles, float[] Last);
