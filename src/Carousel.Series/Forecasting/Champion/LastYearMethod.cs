using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The values of a year before; in whole weeks where rows are finer than months.</summary>
internal sealed class LastYearMethod : IWindowMethod
{
    /// <summary>The word of the method, with which its names end.</summary>
    public const string MethodWord = "last year";

    /// <inheritdoc/>
    public string Word => MethodWord;

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public required int Reach { get; init; }

    /// <summary>The method for rows of a frequency; null if a year is not a usual season of it.</summary>
    /// <param name="text">The distance between rows; null without time stamps.</param>
    public static LastYearMethod? Of(string? text) =>
        text is not null && Frequency.Parse(text) is var frequency && SeasonFinder.Year(frequency) is { } year
        && SeasonalNaive.Describe(year, frequency) is var name && name.EndsWith(MethodWord, StringComparison.Ordinal)
            ? new LastYearMethod { Name = name, Reach = year }
            : null;

    /// <inheritdoc/>
    public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting)
    {
        (int H, int K) = (data.Design.Horizon, data.Design.TargetCount);
        var values = new double[windows.Count * H * K];
        for (int i = 0; i < values.Length; i++)
        {
            (Window window, int k) = (windows[i / K / H], i % K);
            float[] target = data.Series[window.Series].Target;
            int row = window.Origin - Reach + (i / K % H % Reach);

            // As SeasonalNaive does: the year before a missing value.
            while (row >= Reach && float.IsNaN(target[(row * K) + k]))
            {
                row -= Reach;
            }

            values[i] = row < 0
                ? double.NaN
                : target[(row * K) + k] - WindowLevel.Of(data.Design, target, k, window.Origin);
        }

        return values;
    }
}
