namespace Carousel.Tasks.Forecasting;

/// <summary>Every row ahead is as one season before: ŷ(t + k) = y(t + k − m·s), with the least m that is known.</summary>
public sealed class SeasonalNaive : IBaseline
{
    /// <summary>A forecast by repetition.</summary>
    /// <param name="season">The season in rows, 1 or more.</param>
    public SeasonalNaive(int season)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        Season = season;
    }

    /// <summary>The season in rows.</summary>
    public int Season { get; }

    /// <inheritdoc/>
    public string Name => $"seasonal naive, {Season}";

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
}
