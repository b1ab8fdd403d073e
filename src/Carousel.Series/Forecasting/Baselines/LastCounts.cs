namespace Carousel.Forecasting;

/// <summary>
/// The quantiles of the last rows of a series, the same for every step: how many rows, the validation part chooses.
/// </summary>
internal sealed class LastCounts : QuantileBaseline
{
    private static readonly int[] _spans = [28, 7, 14, 56, 91, 182, 364, int.MaxValue];

    /// <summary>Chooses.</summary>
    /// <param name="data">The series.</param>
    public LastCounts(BaselineData data)
        : base(data)
    {
        Rows = QuantileBaselines.Choose(
            data, [.. _spans.Where(s => s == int.MaxValue || s < data.TrainRows)],
            (rows, s, origin, shares, told) => Write(rows, s, origin, shares, told));
        Title = Rows == int.MaxValue ? "quantiles of all rows before" : $"quantiles of the last {Rows} rows";
    }

    /// <inheritdoc/>
    public override string Name => "last quantiles";

    /// <inheritdoc/>
    public override string Title { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <inheritdoc/>
    public override void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles) =>
        Write(Rows, series, origin, shares, quantiles);

    private void Write(int rows, int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles)
    {
        ReadOnlySpan<float> before = Data.Before(series, origin);
        double[] sorted =
        [
            .. before[Math.Max(0, before.Length - Math.Min(rows, before.Length))..].ToArray()
                .Where(v => !float.IsNaN(v)).Select(v => (double)v).Order(),
        ];
        for (int t = 0; t < quantiles.Length / shares.Count; t++)
        {
            QuantileBaselines.Write(sorted, shares, quantiles.Slice(t * shares.Count, shares.Count));
        }
    }
}
