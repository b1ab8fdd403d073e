namespace Carousel.Classical;

/// <summary>Fits a model to a series without seasons.</summary>
/// <param name="history">Values in order of time, without missing ones.</param>
internal delegate IClassicalModel ClassicalFit(ReadOnlySpan<double> history);

/// <summary>
/// Forecasts the seasonally adjusted series by a given model and repeats the last value of each season (Hyndman and
/// Athanasopoulos 2021, section 5.7).
/// </summary>
internal sealed class SeasonalTrendForecast : IClassicalModel
{
    private readonly IClassicalModel _model;
    private readonly int[] _seasons;

    private SeasonalTrendForecast(IClassicalModel model, int[] seasons) => (_model, _seasons) = (model, seasons);

    /// <summary>Decomposes a series and fits a model to its seasonally adjusted values.</summary>
    /// <param name="history">Values in order of time (NaN: missing).</param>
    /// <param name="seasons">
    /// Steps per season; those below 2 or longer than half the history are ignored, so short series have none.
    /// </param>
    /// <param name="fit">Fits the model of the seasonally adjusted series.</param>
    /// <exception cref="ArgumentException">The history has no finite value.</exception>
    public static SeasonalTrendForecast Fit(
        ReadOnlySpan<double> history, ReadOnlySpan<int> seasons, ClassicalFit fit)
    {
        int[] used = Usable(seasons, history.Length);
        double[] adjusted = Adjust(history, used, out _);
        return new SeasonalTrendForecast(fit(adjusted), used);
    }

    /// <inheritdoc/>
    /// <remarks>A season longer than half of this history is not forecast: its phase cannot be known.</remarks>
    public void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation)
    {
        int[] used = Usable(_seasons, history.Length);
        double[] adjusted = Adjust(history, used, out SeasonalTrend? parts);
        _model.Forecast(adjusted, mean, deviation);
        for (int i = 0; i < used.Length; i++)
        {
            double[] seasonal = parts!.Seasonal[i];
            for (int h = 0; h < mean.Length; h++)
            {
                mean[h] += seasonal[seasonal.Length - used[i] + (h % used[i])];
            }
        }
    }

    private static int[] Usable(ReadOnlySpan<int> seasons, int length) =>
        [.. seasons.ToArray().Where(season => season >= 2 && season <= length / 2).Distinct().Order()];

    private static double[] Adjust(ReadOnlySpan<double> history, int[] seasons, out SeasonalTrend? parts)
    {
        double[] filled = MissingValues.Fill(history, seasons.Length > 0 ? seasons[0] : 1);
        parts = seasons.Length > 0 ? SeasonalTrend.Decompose(filled, seasons, SeasonalTrendOptions.Long) : null;
        return parts?.Adjusted() ?? filled;
    }
}
