namespace Carousel.Data;

/// <summary>A look-back and a horizon around an origin, in row numbers of one series.</summary>
/// <param name="Series">The place of the series in its set.</param>
/// <param name="Origin">The first row of the horizon; the row before it is the last one seen.</param>
/// <param name="Lookback">Rows seen before the origin.</param>
/// <param name="Horizon">Rows forecast from the origin on.</param>
public readonly record struct Window(int Series, int Origin, int Lookback, int Horizon)
{
    /// <summary>The rows that are seen.</summary>
    public RowRange Seen => new(Origin - Lookback, Origin);

    /// <summary>The rows to forecast.</summary>
    public RowRange Ahead => new(Origin, Origin + Horizon);
}

/// <summary>
/// All windows of a look-back and a horizon over ranges of series: index arithmetic, no value is copied.
/// </summary>
/// <remarks>The horizon is in the range; the look-back may reach before it, down to row 0.</remarks>
public sealed class Windows
{
    private readonly int[] _firstOrigin, _start;

    /// <summary>Windows over ranges of series.</summary>
    /// <param name="ranges">For each series the rows in which horizons lie.</param>
    /// <param name="lookback">Rows seen before the origin, 0 or more.</param>
    /// <param name="horizon">Rows forecast, 1 or more.</param>
    /// <param name="stride">Rows between origins, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Windows(IReadOnlyList<RowRange> ranges, int lookback, int horizon, int stride = 1)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentOutOfRangeException.ThrowIfNegative(lookback);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        (Lookback, Horizon, Stride) = (lookback, horizon, stride);
        _firstOrigin = new int[ranges.Count];
        _start = new int[ranges.Count + 1];
        for (int s = 0; s < ranges.Count; s++)
        {
            _firstOrigin[s] = Math.Max(ranges[s].Start, lookback);
            int origins = ranges[s].End - horizon - _firstOrigin[s];
            int windows = origins < 0 ? 0 : (origins / stride) + 1;
            _start[s + 1] = checked(_start[s] + windows);
        }
    }

    /// <summary>Rows seen before the origin.</summary>
    public int Lookback { get; }

    /// <summary>Rows forecast from the origin on.</summary>
    public int Horizon { get; }

    /// <summary>Rows between origins.</summary>
    public int Stride { get; }

    /// <summary>How many windows.</summary>
    public int Count => _start[^1];

    /// <summary>The numbers of the windows of a series.</summary>
    /// <param name="series">Its place in the set.</param>
    internal RowRange NumbersOf(int series) => new(_start[series], _start[series + 1]);

    /// <summary>All windows, or evenly fewer where there are more than some number.</summary>
    /// <param name="most">How many at most.</param>
    internal Window[] Thinned(int most) => [.. Thinned(Enumerable.Range(0, Count), Count, most).Select(i => this[i])];

    /// <summary>The same of other things.</summary>
    /// <param name="all">The things.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="most">How many at most.</param>
    internal static T[] Thinned<T>(IEnumerable<T> all, int count, int most)
    {
        int stride = Math.Max(1, (count + most - 1) / most);
        return [.. all.Where((_, i) => i % stride == 0)];
    }

    /// <summary>A window by its number: series after series, in order of time.</summary>
    /// <param name="index">0 … Count − 1.</param>
    public Window this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int found = Array.BinarySearch(_start, index);
            int series = found >= 0 ? found : ~found - 1;
            while (_start[series + 1] == _start[series])
            {
                series++;
            }

            return new Window(series, _firstOrigin[series] + ((index - _start[series]) * Stride), Lookback, Horizon);
        }
    }
}
