namespace Carousel.Forecasting;

/// <summary>A baseline whose one number is the median of the quantiles that it gives.</summary>
/// <param name="data">The series.</param>
internal abstract class QuantileBaseline(BaselineData data) : IQuantileBaseline
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <summary>The series.</summary>
    protected BaselineData Data { get; } = data;

    /// <inheritdoc/>
    public abstract void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles);

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast)
    {
        IReadOnlyList<double> shares = Data.Design.Quantiles;
        int median = shares.ToList().IndexOf(0.5);
        var quantiles = new double[forecast.Length * shares.Count];
        Quantiles(series, origin, shares, quantiles);
        for (int t = 0; t < forecast.Length; t++)
        {
            forecast[t] = (float)quantiles[(t * shares.Count) + median];
        }
    }
}
