namespace Carousel.Forecasting.Rivals;

/// <summary>
/// The quantiles of the last rows of a series, the same for every step: how many rows, the validation part chooses.
/// </summary>
internal sealed class LastCounts : IQuantileRival
{
    private static readonly int[] _spans = [28, 7, 14, 56, 91, 182, 364, int.MaxValue];

    private readonly RivalData _data;

    /// <summary>Chooses.</summary>
    /// <param name="data">The series.</param>
    public LastCounts(RivalData data)
    {
        _data = data;
        Rows = QuantileRivals.Choose(
            data, [.. _spans.Where(s => s == int.MaxValue || s < data.TrainRows)],
            (rows, s, origin, shares, told) => Write(rows, s, origin, shares, told));
        Title = Rows == int.MaxValue ? "quantiles of all rows before" : $"quantiles of the last {Rows} rows";
    }

    /// <inheritdoc/>
    public string Name => "last quantiles";

    /// <inheritdoc/>
    public string Title { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <inheritdoc/>
    public void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles) =>
        Write(Rows, series, origin, shares, quantiles);

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast)
    {
        var quantiles = new double[forecast.Length * _data.Design.Quantiles.Count];
        Quantiles(series, origin, _data.Design.Quantiles, quantiles);
        QuantileRivals.Medians(_data.Design.Quantiles, quantiles, forecast);
    }

    private void Write(int rows, int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles)
    {
        ReadOnlySpan<float> before = _data.Before(series, origin);
        double[] sorted =
        [
            .. before[Math.Max(0, before.Length - Math.Min(rows, before.Length))..].ToArray()
                .Where(v => !float.IsNaN(v)).Select(v => (double)v).Order(),
        ];
        for (int t = 0; t < quantiles.Length / shares.Count; t++)
        {
            QuantileRivals.Write(sorted, shares, quantiles.Slice(t * shares.Count, shares.Count));
        }
    }
}
