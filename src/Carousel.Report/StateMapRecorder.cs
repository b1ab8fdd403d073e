namespace Carousel.Report;

/// <summary>
/// Takes the values of a <see cref="StateMapQuantity"/> step by step and holds them in bounded memory.
/// </summary>
/// <remarks>
/// When there are more steps than columns, each two neighbouring columns become one, which keeps the smallest and the
/// largest value of its
/// steps: no peak is lost, only its exact place. Values are held with 11 significant bits; the page shows 255 levels.
/// Not thread-safe.
/// </remarks>
internal sealed class StateMapRecorder
{
    /// <summary>
    /// A map of this many values, twice where columns hold several steps, is some megabytes of a page.
    /// </summary>
    private const int ValuesByDefault = 1 << 22;

    private const int FirstCapacity = 256;
    private readonly int _mostColumns;
    private readonly double[] _sums;
    private readonly long[] _counts;
    private Half[] _low;

    // Until columns are merged both ends of a column's range are the same, and held once.
    private Half[] _high;

    /// <summary>Starts without a step.</summary>
    /// <param name="units">H, 1 or more.</param>
    /// <param name="mostColumns">The largest count of columns, 2 or more, even; null for as many as keep the page
    /// small: 4,194,304 / H.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count of units is below 1, or that of columns is odd or below
    /// 2.</exception>
    public StateMapRecorder(int units, int? mostColumns = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        _mostColumns = mostColumns ?? Math.Max(1024, ValuesByDefault / units & ~1);
        if (_mostColumns < 2 || _mostColumns % 2 != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(mostColumns), mostColumns,
                "Expected an even count of columns, 2 or more, so that neighbours can become one.");
        }

        Units = units;
        _sums = new double[units];
        _counts = new long[units];
        _low = _high = new Half[Math.Min(FirstCapacity, _mostColumns) * units];
    }

    /// <summary>H.</summary>
    public int Units { get; }

    /// <summary>T, how many steps were added.</summary>
    public int Steps { get; private set; }

    /// <summary>How many steps a column holds: 1, 2, 4, 8, …</summary>
    public int StepsPerColumn { get; private set; } = 1;

    /// <summary>How many columns there are; the last one may hold fewer steps than the others.</summary>
    public int Columns => (Steps + StepsPerColumn - 1) / StepsPerColumn;

    /// <summary>Adds a step.</summary>
    /// <param name="row">[H]; a value that is not finite is a gap.</param>
    /// <exception cref="ArgumentException">The row has not one value for each unit.</exception>
    public void Add(ReadOnlySpan<float> row)
    {
        if (row.Length != Units)
        {
            throw new ArgumentException(
                $"Step {Steps} has {row.Length} values, expected {Units}, one for each unit.", nameof(row));
        }

        if (Steps == _mostColumns * StepsPerColumn)
        {
            Merge();
        }

        int column = Steps / StepsPerColumn;
        Reserve(column + 1);
        bool isFirst = Steps % StepsPerColumn == 0;
        Span<Half> low = _low.AsSpan(column * Units, Units), high = _high.AsSpan(column * Units, Units);
        for (int unit = 0; unit < row.Length; unit++)
        {
            Half value = Kept(row[unit], unit);
            low[unit] = isFirst ? value : Smaller(low[unit], value);
            high[unit] = isFirst ? value : Larger(high[unit], value);
        }

        Steps++;
    }

    /// <summary>The smallest value of a unit in a column; NaN for a gap.</summary>
    internal float LowAt(int column, int unit) => (float)_low[(column * Units) + unit];

    /// <summary>The largest value of a unit in a column; NaN for a gap.</summary>
    internal float HighAt(int column, int unit) => (float)_high[(column * Units) + unit];

    /// <summary>The mean of a unit over all steps; NaN where it has no value.</summary>
    internal double MeanOf(int unit) => _sums[unit] / _counts[unit];

    private Half Kept(float value, int unit)
    {
        if (!float.IsFinite(value))
        {
            return Half.NaN;
        }

        _sums[unit] += value;
        _counts[unit]++;
        return (Half)Math.Clamp(value, (float)Half.MinValue, (float)Half.MaxValue);
    }

    private void Reserve(int columns)
    {
        if (columns * Units <= _low.Length)
        {
            return;
        }

        bool isShared = ReferenceEquals(_low, _high);
        int length = Math.Min(_mostColumns, columns * 2) * Units;
        Array.Resize(ref _low, length);
        if (isShared)
        {
            _high = _low;
        }
        else
        {
            Array.Resize(ref _high, length);
        }
    }

    private void Merge()
    {
        if (ReferenceEquals(_low, _high))
        {
            _high = (Half[])_low.Clone();
        }

        for (int column = 0; column < _mostColumns / 2; column++)
        {
            for (int unit = 0; unit < Units; unit++)
            {
                int left = (2 * column * Units) + unit, merged = (column * Units) + unit;
                _low[merged] = Smaller(_low[left], _low[left + Units]);
                _high[merged] = Larger(_high[left], _high[left + Units]);
            }
        }

        StepsPerColumn *= 2;
    }

    // A gap gives way to any value.
    private static Half Smaller(Half a, Half b) => Half.IsNaN(a) || b < a ? b : a;

    private static Half Larger(Half a, Half b) => Half.IsNaN(a) || b > a ? b : a;
}
