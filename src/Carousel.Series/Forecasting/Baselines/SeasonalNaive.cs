using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Every row ahead is as one season before: ŷ(t + k) = y(t + k − m·s), with the least m that is known.
/// </summary>
internal sealed class SeasonalNaive : IWindowBaseline
{
    private readonly BaselineData _data;
    private readonly int _season;

    /// <summary>A forecast by repetition.</summary>
    /// <param name="data">The series.</param>
    /// <param name="season">The season in rows, 1 or more.</param>
    public SeasonalNaive(BaselineData data, int season)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        (_data, _season) = (data, season);
        Title = data.Set.Frequency is { } frequency ? Describe(season, frequency) : Name;
    }

    /// <inheritdoc/>
    public string Name => $"seasonal naive, {_season}";

    /// <inheritdoc/>
    public string Title { get; }

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast)
    {
        for (int k = 0; k < forecast.Length; k++)
        {
            forecast[k] = At(_data.Before(series, origin), k, _season);
        }
    }

    /// <summary>The last value that is known whole seasons before a step; else the last one that is known.</summary>
    /// <param name="history">The values before the origin; NaN is missing.</param>
    /// <param name="step">0 for the row after them.</param>
    /// <param name="season">The season in rows.</param>
    /// <returns>The value; NaN where none is known.</returns>
    public static float At(ReadOnlySpan<float> history, int step, int season)
    {
        int at = history.Length + (step % season) - season;
        while (at >= 0 && float.IsNaN(history[at]))
        {
            at -= season;
        }

        return at >= 0 ? history[at] : LastValue.Find(history);
    }

    internal static string Describe(int season, Frequency frequency)
    {
        int units = season * frequency.Multiple;
        string same = frequency.Unit == FrequencyUnit.Minute ? "same time" : "same hour";
        return (frequency.Unit, units) switch
        {
            (FrequencyUnit.Minute, 1440) or (FrequencyUnit.Hour, 24) => $"{same} yesterday",
            (FrequencyUnit.Minute, 10_080) or (FrequencyUnit.Hour, 168) => $"{same} last week",
            (FrequencyUnit.Day, 7) or (FrequencyUnit.BusinessDay, 5) => "same day last week",
            (FrequencyUnit.Minute, 524_160) or (FrequencyUnit.Hour, 8736) => $"{same} last year",
            (FrequencyUnit.Day, 364) or (FrequencyUnit.BusinessDay, 260) => "same weekday last year",
            (FrequencyUnit.Day, 365) or (FrequencyUnit.BusinessDay, 261) => "same day last year",
            (FrequencyUnit.Week, 52) => "same week last year",
            (FrequencyUnit.Month, 12) => "same month last year",
            (FrequencyUnit.Quarter, 4) => "same quarter last year",
            _ => $"{frequency.Describe(season)} before",
        };
    }
}
