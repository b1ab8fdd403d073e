namespace Carousel.Classical;

/// <summary>Settings of <see cref="SeasonalTrend"/>; windows are odd numbers of values.</summary>
/// <param name="SeasonalWindow">Window of the smoother of each season's subseries, at least 3.</param>
/// <param name="TrendWindow">
/// Window of the trend; 0 for the smallest odd number from 1.5·m / (1 − 1.5 / seasonal window) on (Cleveland and others
/// 1990, section 3.4).
/// </param>
/// <param name="LowPassWindow">Window of the low-pass filter; 0 for the smallest odd number from m on.</param>
/// <param name="Passes">Passes of the inner loop; the outer one, which gives outliers less weight, is left out.</param>
/// <param name="IsSparse">
/// Whether trend and seasons are smoothed at every tenth of a window and interpolated between.
/// </param>
internal readonly record struct SeasonalTrendOptions(
    int SeasonalWindow, int TrendWindow = 0, int LowPassWindow = 0, int Passes = 2, bool IsSparse = false)
{
    /// <summary>The settings of Bandara, Hyndman and Bergmeir (2021) for the shortest season.</summary>
    public static SeasonalTrendOptions Long { get; } = new(11, IsSparse: true);
}
