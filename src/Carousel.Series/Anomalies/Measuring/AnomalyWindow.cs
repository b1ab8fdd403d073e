using Carousel.Kernels;

namespace Carousel.Anomalies;

/// <summary>
/// The length of the windows of baselines and of the buffers of <see cref="SurfaceVolumes"/>: the season that the
/// autocorrelation shows.
/// </summary>
/// <remarks>
/// As <c>find_length_rank</c> of TSB-AD (Liu and Paparrizos 2024) with rank 1: the highest local maximum of the
/// autocorrelation of the first 20,000 rows at lags up to 400; 125 if it is not from 6 to 303.
/// </remarks>
internal static class AnomalyWindow
{
    private const int MostRows = 20_000, MostLag = 400, Default = 125;

    // The reference leaves out three lags, and accepts places 3 to 300 among the rest.
    private const int FirstLag = 3, Shortest = FirstLag + 3, Longest = FirstLag + 300;

    /// <summary>Finds it.</summary>
    /// <param name="values">[n], without gaps.</param>
    /// <returns>Rows.</returns>
    public static int Of(ReadOnlySpan<double> values)
    {
        int rows = Math.Min(MostRows, values.Length), best = 0;
        double[] centered = [.. values[..rows]];
        double mean = centered.Average();
        Span<double> deviations = [.. centered.Select(v => v - mean)];
        var products = new double[Math.Min(MostLag + 1, rows)];
        for (int lag = 0; lag < products.Length; lag++)
        {
            products[lag] = DoubleSums.Dot(deviations[lag..], deviations[..(rows - lag)]);
        }

        for (int lag = FirstLag + 1; lag < products.Length - 1; lag++)
        {
            bool isPeak = products[lag] > products[lag - 1] && products[lag] > products[lag + 1];
            best = isPeak && (best == 0 || products[lag] >= products[best]) ? lag : best;
        }

        return best is >= Shortest and <= Longest ? best : Default;
    }
}
