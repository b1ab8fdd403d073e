using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The rows of a series of a large set with rows after its end, made when they are asked for.</summary>
/// <param name="extended">All series of the set, extended.</param>
/// <param name="series">Which one.</param>
/// <param name="length">How many rows it has then.</param>
/// <param name="one">The unchanged series.</param>
internal sealed class ExtendedRows(IReadOnlyList<Series> extended, int series, int length, Series one) : SeriesSource
{
    /// <inheritdoc/>
    public override int Length => length;

    /// <inheritdoc/>
    public override bool HasTimes => one.HasTimes && one.Frequency is not null;

    /// <inheritdoc/>
    public override bool HasWeights => false;

    /// <summary>The series of a set with rows after their ends.</summary>
    /// <param name="set">The set.</param>
    /// <param name="future">The least number of rows of each after the history.</param>
    /// <param name="extend">Extends a series; one that is long enough stays itself.</param>
    public static IReadOnlyList<Series> Of(SeriesSet set, int future, Func<Series, Series> extend)
    {
        if (!set.IsLarge)
        {
            return [.. set.Series.Select(extend)];
        }

        MadeOnDemand<Series> extended = set.OnDemand(
            s => extend(set[s]), s => (long)s.Length * ((sizeof(float) * s.Columns.Count) + sizeof(long)));
        return
        [
            .. set.Series.Select((s, i) => s.FutureRows >= future ? s : new Series(
                s.Columns, new ExtendedRows(extended, i, s.HistoryLength + future, s), s.Frequency, s.Id, s.Statics,
                future)),
        ];
    }

    /// <inheritdoc/>
    public override float[] Column(int column) => extended[series].ColumnArray(column);

    /// <inheritdoc/>
    public override DateTime[] Times() => extended[series].TimesArray!;

    /// <inheritdoc/>
    public override float[] Weights() => throw new NotSupportedException();
}
