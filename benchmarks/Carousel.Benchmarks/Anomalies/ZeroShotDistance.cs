using Carousel.Forecasting;

namespace Carousel.Benchmarks.Anomalies;

/// <summary>
/// How far a value lies from the median of the zero-shot forecast one step ahead, in widths of its 80 % interval.
/// </summary>
internal static class ZeroShotDistance
{
    // The network reads 512 values twice; forecasts of many rows share its work.
    private const int Past = 512, FewestValues = 16, RowsTogether = 256;

    /// <summary>Scores of a channel.</summary>
    /// <param name="values">[n]; NaN is a gap and scores 0, as do the first 16 rows.</param>
    /// <returns>[n].</returns>
    public static double[] Score(IReadOnlyList<float> values)
    {
        float[] all = [.. values];
        var scores = new double[all.Length];
        int low = ZeroShotForecast.Levels.IndexOf(0.1F), high = ZeroShotForecast.Levels.IndexOf(0.9F);
        using var forecaster = new ZeroShotForecaster();
        for (int first = FewestValues; first < all.Length; first += RowsTogether)
        {
            int[] rows = [.. Enumerable.Range(first, Math.Min(RowsTogether, all.Length - first))];
            IReadOnlyList<ZeroShotForecast> forecasts = forecaster.Forecast(
                [.. rows.Select(r => all[Math.Max(0, r - Past)..r])], horizon: 1);
            foreach ((int row, ZeroShotForecast forecast) in rows.Zip(forecasts))
            {
                ReadOnlySpan<float> quantiles = forecast.Quantiles(0);
                double width = Math.Max(quantiles[high] - quantiles[low], 1e-6 * Math.Abs(all[row]) + float.Epsilon);
                scores[row] = float.IsNaN(all[row]) ? 0 : Math.Abs(all[row] - forecast.Median()[0]) / width;
            }
        }

        return scores;
    }
}
