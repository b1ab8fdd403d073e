using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The rows of a series of a large set without those of closed days, made when they are asked for.</summary>
/// <param name="masked">All series of the set, without closed days.</param>
/// <param name="series">Which one.</param>
/// <param name="one">The unchanged series.</param>
internal sealed class ClosedRows(IReadOnlyList<Series> masked, int series, Series one) : SeriesSource
{
    /// <inheritdoc/>
    public override int Length => one.Length;

    /// <inheritdoc/>
    public override bool HasTimes => one.HasTimes;

    /// <inheritdoc/>
    public override bool HasWeights => one.HasWeights;

    /// <summary>The series of a set without closed days; of a large set they are made when they are asked for.
    /// </summary>
    /// <param name="set">The set.</param>
    /// <param name="mask">Masks a series; one without closed days stays itself.</param>
    public static IReadOnlyList<Series> Of(SeriesSet set, Func<Series, Series> mask)
    {
        if (!set.IsLarge)
        {
            return [.. set.Series.Select(mask)];
        }

        MadeOnDemand<Series> masked = set.OnDemand(
            s => mask(set[s]), s => (long)s.Length * ((sizeof(float) * s.Columns.Count) + sizeof(long)));
        return
        [
            .. set.Series.Select((s, i) => new Series(
                s.Columns, new ClosedRows(masked, i, s), s.Frequency, s.Id, s.Statics, s.FutureRows)),
        ];
    }

    /// <inheritdoc/>
    public override float[] Column(int column) => masked[series].ColumnArray(column);

    /// <inheritdoc/>
    public override DateTime[] Times() => one.TimesArray!;

    /// <inheritdoc/>
    public override float[] Weights() => one.Weights!;
}
