using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>What baselines are fitted on.</summary>
/// <param name="Set">The series.</param>
/// <param name="Design">Columns, horizon, seasons and transforms.</param>
/// <param name="Target">Which target.</param>
/// <param name="Training">For each series the rows to learn from; those before them are their history.</param>
/// <param name="Validation">For each series the rows behind them, which choose settings.</param>
internal sealed record BaselineData(
    SeriesSet Set, ForecastDesign Design, int Target, IReadOnlyList<RowRange> Training,
    IReadOnlyList<RowRange> Validation)
{
    /// <summary>H: rows to forecast.</summary>
    public int Horizon => Design.Horizon;

    /// <summary>Whether the target is intermittent demand.</summary>
    public bool IsDemand =>
        DemandRule.ZerosOf(Enumerable.Range(0, Set.Count).Select(s => (ReadOnlyMemory<float>)Counted(s)))
        >= DemandRule.LeastZeros;

    /// <summary>Rows of the longest training part.</summary>
    public int TrainRows => Training.Max(r => r.Length);

    /// <summary>Lengths of the seasons that were found or asked for, ascending.</summary>
    public IReadOnlyList<int> Seasons =>
    [
        .. (Design.Season > 1 ? Design.Levels.Append(Design.Season) : []).Where(s => s > 1 && s < TrainRows).Distinct()
            .Order(),
    ];

    /// <summary>
    /// A year in rows, in whole weeks, if the training set is longer and it is not one of the seasons; else 0.
    /// </summary>
    public int Year => Set.Frequency is { } frequency && SeasonFinder.Year(frequency) is { } year && year < TrainRows
        && !Seasons.Contains(year) ? year : 0;

    /// <summary>[rows]: the target of a series; NaN is missing.</summary>
    public ReadOnlySpan<float> Values(int series) => Set[series].Column(Target);

    /// <summary>[origin]: the target of a series before an origin.</summary>
    public ReadOnlySpan<float> Before(int series, int origin) => Values(series)[..origin];

    /// <summary>For each series the training and the validation rows.</summary>
    public IReadOnlyList<RowRange> Both =>
        [.. Training.Select((r, s) => new RowRange(r.Start, Math.Max(r.End, Validation[s].End)))];

    /// <summary>The known values of the target in the rows to learn from, of one series; of one that begins later, in
    /// the rows after them. Rows of weight 0 only where no other is known.</summary>
    public float[] Known(int series) => Counted(series) is { Length: > 0 } counted
        ? counted
        : KnownOf(Values(series)[Both[series].Start..Both[series].End]);

    private float[] Counted(int series)
    {
        float[] known = KnownOf(Set[series].CountedValues(Target, Training[series]));
        return known.Length > 0 ? known : KnownOf(Set[series].CountedValues(Target, Both[series]));
    }

    private static float[] KnownOf(ReadOnlySpan<float> values) => [.. values.ToArray().Where(v => !float.IsNaN(v))];
}
