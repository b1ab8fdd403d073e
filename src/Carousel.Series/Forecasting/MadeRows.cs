using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The rows of a series of a large set, changed or with more after its end, made when asked for.</summary>
/// <param name="made">All series of the set, changed.</param>
/// <param name="series">Which one.</param>
/// <param name="length">How many rows it has then.</param>
/// <param name="one">The unchanged series.</param>
internal sealed class MadeRows(IReadOnlyList<Series> made, int series, int length, Series one) : SeriesSource
{
    /// <inheritdoc/>
    public override int Length => length;

    /// <inheritdoc/>
    public override bool HasTimes => one.HasTimes && (length == one.Length || one.Frequency is not null);

    /// <inheritdoc/>
    public override bool HasWeights => length == one.Length && one.HasWeights;

    /// <summary>The series of a set, changed; of a large set they are made when they are asked for.</summary>
    /// <param name="set">The set.</param>
    /// <param name="future">The least number of rows of each after the history; 0 for those that it has.</param>
    /// <param name="make">Changes a series; one that needs no change is returned.</param>
    public static IReadOnlyList<Series> Of(SeriesSet set, int future, Func<Series, Series> make)
    {
        if (!set.IsLarge)
        {
            return [.. set.Series.Select(make)];
        }

        MadeOnDemand<Series> made = set.OnDemand(
            s => make(set[s]), s => (long)s.Length * ((sizeof(float) * s.Columns.Count) + sizeof(long)));
        return
        [
            .. set.Series.Select((s, i) => new Series(
                s.Columns, new MadeRows(made, i, s.HistoryLength + Math.Max(future, s.FutureRows), s), s.Frequency,
                s.Id, s.Statics, Math.Max(future, s.FutureRows))),
        ];
    }

    /// <inheritdoc/>
    public override float[] Column(int column) => made[series].ColumnArray(column);

    /// <inheritdoc/>
    public override DateTime[] Times() =>
        length == one.Length ? one.TimesArray! : made[series].TimesArray!;

    /// <inheritdoc/>
    public override float[] Weights() => one.Weights!;
}
