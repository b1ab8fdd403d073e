using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// The calendar's features of all rows of some series, each stamp once: series of the same days read the same table.
/// </summary>
internal sealed class CalendarRows
{
    private readonly CalendarFeatures _features;
    private readonly int _horizon;
    private readonly DateTime[] _stamps;
    private readonly float[] _table;

    /// <summary>The rows of some series, and the horizon after them.</summary>
    /// <param name="design">Which features.</param>
    /// <param name="series">The series.</param>
    public CalendarRows(ForecastDesign design, IEnumerable<Series> series)
    {
        (_features, _horizon) = (new CalendarFeatures(design.Cycles, design.Harmonics), design.Horizon);
        var known = new SortedSet<DateTime>();
        Series? before = null;
        foreach (Series one in _features.Count == 0 ? [] : series)
        {
            if (before is null || !HasStampsOf(before, one))
            {
                known.UnionWith(Enumerable.Range(0, RowsOf(one)).Select(one.TimeAt).OfType<DateTime>());
                before = one;
            }
        }

        _stamps = [.. known];
        _table = TableOf(_stamps.Length, r => _stamps[r]);
    }

    /// <summary>How many values a row gets.</summary>
    public int Count => _features.Count;

    /// <summary>The features of the rows of a series, and where its first row stands among them.</summary>
    /// <param name="series">One of the series.</param>
    /// <returns>[rows, <see cref="Count"/>]; 0 where a row has no stamp.</returns>
    public (float[] Table, int First) Of(Series series)
    {
        int rows = RowsOf(series);
        int first = series.Times.Length == 0 ? -1 : Array.BinarySearch(_stamps, series.Times[0]);
        return first >= 0 && IsFrom(first, series, rows) ? (_table, first) : (TableOf(rows, series.TimeAt), 0);
    }

    private int RowsOf(Series series) => SeriesFeatures.RowsOf(series, _horizon);

    private bool HasStampsOf(Series one, Series other) =>
        RowsOf(one) == RowsOf(other) && one.Frequency == other.Frequency && one.Times.SequenceEqual(other.Times);

    // Series with different gaps, or on another grid, get a separate table.
    private bool IsFrom(int first, Series series, int rows)
    {
        bool isSame = first + rows <= _stamps.Length
            && series.Times.SequenceEqual(_stamps.AsSpan(first, series.Length));
        for (int r = series.Length; r < rows && isSame; r++)
        {
            isSame = series.TimeAt(r) == _stamps[first + r];
        }

        return isSame;
    }

    private float[] TableOf(int rows, Func<int, DateTime?> timeAt)
    {
        var table = new float[rows * Count];
        for (int r = 0; r < rows && Count > 0; r++)
        {
            if (timeAt(r) is { } stamp)
            {
                _features.Write(stamp, table.AsSpan(r * Count, Count));
            }
        }

        return table;
    }
}
