namespace Carousel.Forecasting;

/// <summary>Every hour ahead is as the last known value: ŷ(t + k) = y(t).</summary>
internal sealed class LastValue : IBaseline
{
    /// <inheritdoc/>
    public string Name => "last value";

    /// <inheritdoc/>
    public int Lookback => 1;

    /// <inheritdoc/>
    public void Fit(IReadOnlyList<BaselineSeries> series, int horizon)
    {
        // There is nothing to learn.
    }

    /// <inheritdoc/>
    public void Forecast(ReadOnlySpan<float> history, int horizon, Span<float> forecast) =>
        forecast[..horizon].Fill(Find(history));

    internal static float Find(ReadOnlySpan<float> history)
    {
        int last = history.Length - 1;
        while (last >= 0 && float.IsNaN(history[last]))
        {
            last--;
        }

        return last < 0 ? float.NaN : history[last];
    }
}
