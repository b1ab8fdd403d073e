namespace Carousel.Forecasting;

/// <summary>Every row ahead has the same value, whatever came before.</summary>
internal sealed class Constant : IWindowBaseline
{
    private readonly float[] _values;

    private Constant(string name, string title, float[] values) => (Name, Title, _values) = (name, title, values);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Title { get; }

    /// <summary>The median of the rows to learn from, of each series: of all constants it errs least there.</summary>
    /// <param name="data">The series.</param>
    /// <returns>The baseline.</returns>
    public static Constant Median(BaselineData data) => new(
        "constant", "training median",
        [
            .. Enumerable.Range(0, data.Set.Count).Select(s => data.Known(s) is { Length: > 0 } known
                ? (float)Boosting.Median.TakeFrom([.. known.Select(v => (double)v)])
                : float.NaN),
        ]);

    /// <summary>Nothing ever comes.</summary>
    /// <param name="data">The series.</param>
    /// <returns>The baseline.</returns>
    public static Constant Zero(BaselineData data) => new("zero", "always zero", new float[data.Set.Count]);

    /// <summary>Whether values are never negative and often zero.</summary>
    /// <param name="data">The series.</param>
    /// <returns>True where zeros are more than a fifth of the rows to learn from.</returns>
    public static bool IsOftenZero(BaselineData data)
    {
        IEnumerable<float> known = Enumerable.Range(0, data.Set.Count).SelectMany(data.Known);
        return !known.Any(v => v < 0) && 5 * known.LongCount(v => v == 0) > known.LongCount();
    }

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast) => forecast.Fill(_values[series]);
}
