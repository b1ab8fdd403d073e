namespace Carousel.Forecasting;

/// <summary>Every hour ahead is as the last known value: ŷ(t + k) = y(t).</summary>
/// <param name="data">The series.</param>
internal sealed class LastValue(BaselineData data) : IWindowBaseline
{
    /// <summary>Its name in tables.</summary>
    public const string Label = "last value";

    /// <inheritdoc/>
    public string Name => Label;

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast) =>
        forecast.Fill(Find(data.Before(series, origin)));

    /// <summary>The last known value; NaN without one.</summary>
    public static float Find(ReadOnlySpan<float> history) =>
        history.TrimEnd(float.NaN) is [.., var last] ? last : float.NaN;
}
