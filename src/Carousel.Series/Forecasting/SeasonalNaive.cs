using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Every row ahead is as one season before: ŷ(t + k) = y(t + k − m·s), with the least m that is known.
/// </summary>
internal sealed class SeasonalNaive : IBaseline
{
    /// <summary>A forecast by repetition.</summary>
    /// <param name="season">The season in rows, 1 or more.</param>
    /// <param name="frequency">The distance between rows, for the title; null where there is none.</param>
    public SeasonalNaive(int season, Frequency? frequency = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        Season = season;
        Title = frequency is null ? Name : Describe(season, frequency);
    }

    /// <summary>The season in rows.</summary>
    public int Season { get; }

    /// <inheritdoc/>
    public string Name => $"seasonal naive, {Season}";

    /// <inheritdoc/>
    public string Title { get; }

    /// <inheritdoc/>
    public int Lookback => Season;

    /// <inheritdoc/>
    public void Fit(IReadOnlyList<BaselineSeries> series, int horizon)
    {
        // There is nothing to learn.
    }

    /// <inheritdoc/>
    public void Forecast(ReadOnlySpan<float> history, int horizon, Span<float> forecast)
    {
        for (int k = 0; k < horizon; k++)
        {
            int at = history.Length + (k % Season) - Season;
            while (at >= 0 && float.IsNaN(history[at]))
            {
                at -= Season;
            }

            forecast[k] = at >= 0 ? history[at] : LastValue.Find(history);
        }
    }

    private static string Describe(int season, Frequency frequency)
    {
        int units = season * frequency.Multiple;
        return (frequency.Unit, units) switch
        {
            (FrequencyUnit.Minute, 1440) or (FrequencyUnit.Hour, 24) => "same hour yesterday",
            (FrequencyUnit.Minute, 10_080) or (FrequencyUnit.Hour, 168) => "same hour last week",
            (FrequencyUnit.Day, 7) or (FrequencyUnit.BusinessDay, 5) => "same day last week",
            (FrequencyUnit.Minute, 524_160) or (FrequencyUnit.Hour, 8736) => "same hour and weekday last year",
            (FrequencyUnit.Day, 364) or (FrequencyUnit.BusinessDay, 260) => "same weekday last year",
            (FrequencyUnit.Day, 365) or (FrequencyUnit.BusinessDay, 261) => "same day last year",
            (FrequencyUnit.Week, 52) => "same week last year",
            (FrequencyUnit.Month, 12) => "same month last year",
            (FrequencyUnit.Quarter, 4) => "same quarter last year",
            _ => $"{frequency.Describe(season)} before",
        };
    }
}
