namespace Carousel.Data;

/// <summary>A part of a set of series: a range of rows of each. The rows before it are its history.</summary>
/// <param name="Set">The whole set.</param>
/// <param name="Rows">A range for each series; it may be empty.</param>
public sealed record SeriesPart(SeriesSet Set, IReadOnlyList<RowRange> Rows)
{
    /// <summary>How many rows all ranges have together.</summary>
    public long TotalRows => Rows.Sum(r => (long)r.Length);

    /// <summary>The length of the longest range.</summary>
    public int LongestRows => Rows.Max(r => r.Length);

    /// <summary>The values of a column in all ranges, one after the other: what a scaler is fitted on.</summary>
    /// <param name="column">The number of the column.</param>
    /// <returns>A new array; NaN is missing.</returns>
    public float[] Values(int column) =>
        Values([.. Enumerable.Range(0, Rows.Count)], (one, rows) => one.Column(column)[rows.Start..rows.End]);

    /// <summary>The same, of a large set those of some series, evenly apart: what a choice is made by.</summary>
    /// <param name="column">The number of the column.</param>
    internal float[] SampleOf(int column) =>
        Values([.. Sampled(Rows.Select((r, s) => s))], (one, rows) => one.Column(column)[rows.Start..rows.End]);

    /// <summary>The values of a column in all ranges, of each series for itself.</summary>
    /// <param name="column">The number of the column.</param>
    internal IEnumerable<ReadOnlyMemory<float>> EachOf(int column) =>
        Rows.Select((rows, s) => Set[s].ColumnMemory(column)[rows.Start..rows.End]);

    /// <summary>The same without rows of weight 0, which are NaN.</summary>
    /// <param name="column">The number of the column.</param>
    internal IEnumerable<ReadOnlyMemory<float>> EachCountedOf(int column) =>
        Rows.Select((rows, s) => (ReadOnlyMemory<float>)Set[s].CountedValues(column, rows));

    /// <summary>One item per series. For a large set, evenly spaced items, whose series together have about the
    /// largest number of rows of a set that is not large.</summary>
    /// <param name="things">One of each series.</param>
    internal IEnumerable<T> Sampled<T>(IEnumerable<T> things)
    {
        long stride = Set.IsLarge ? Math.Max(1, (TotalRows + SeriesSet.ManyRows - 1) / SeriesSet.ManyRows) : 1;
        return things.Where((_, s) => s % stride == 0);
    }

    private float[] Values(IReadOnlyList<int> series, Func<Series, RowRange, ReadOnlySpan<float>> of)
    {
        var values = new float[checked((int)series.Sum(s => (long)Rows[s].Length))];
        int at = 0;
        foreach (int s in series)
        {
            of(Set[s], Rows[s]).CopyTo(values.AsSpan(at));
            at += Rows[s].Length;
        }

        return values;
    }

    /// <summary>
    /// The windows of a look-back and a horizon with the horizon in this part; the look-back may reach into the part
    /// before it.
    /// </summary>
    /// <param name="lookback">Rows seen before the origin.</param>
    /// <param name="horizon">Rows forecast from the origin on.</param>
    /// <param name="stride">Rows between origins.</param>
    /// <returns>The windows, which hold numbers only and copy no value.</returns>
    public Windows Windows(int lookback, int horizon, int stride = 1) => new(Rows, lookback, horizon, stride);
}

/// <summary>
/// Training, validation and test part, in this order in time. Data of a later part are not used in an earlier one.
/// </summary>
/// <remarks>
/// Several series share their boundaries in time; without time stamps each is cut by its own length. Future rows belong
/// to no part.
/// </remarks>
public sealed class TemporalSplit
{
    private TemporalSplit(SeriesSet set, SeriesPart train, SeriesPart validation, SeriesPart test) =>
        (Set, Train, Validation, Test) = (set, train, validation, test);

    private TemporalSplit(SeriesSet set, IReadOnlyList<(int Validation, int Test)> starts)
    {
        Set = set;
        Train = Part(set, (s, _) => new RowRange(0, starts[s].Validation));
        Validation = Part(set, (s, _) => new RowRange(starts[s].Validation, starts[s].Test));
        Test = Part(set, (s, one) => new RowRange(starts[s].Test, one.HistoryLength));
    }

    /// <summary>The whole set.</summary>
    public SeriesSet Set { get; }

    /// <summary>What a model learns from.</summary>
    public SeriesPart Train { get; }

    /// <summary>What decides when to stop and how wide the intervals are.</summary>
    public SeriesPart Validation { get; }

    /// <summary>What the result is measured on.</summary>
    public SeriesPart Test { get; }

    /// <summary>Splits by numbers of rows, counted from the end.</summary>
    /// <param name="set">The series.</param>
    /// <param name="validationRows">Rows of the validation part.</param>
    /// <param name="testRows">Rows of the test part.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or nothing is left to train on.</exception>
    public static TemporalSplit ByCounts(SeriesSet set, int validationRows, int testRows)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegative(validationRows);
        ArgumentOutOfRangeException.ThrowIfNegative(testRows);
        if (set[0].HasTimes && set.Frequency is { } frequency && set.Count > 1)
        {
            DateTime first = set.Series.Min(s => s.TimeAt(0)) ?? default;
            DateTime last = set.Series.Max(s => s.TimeAt(Math.Max(0, s.HistoryLength - 1))) ?? default;
            (int validationStart, int testStart) = Starts(CountRows(frequency, first, last), validationRows, testRows);
            return ByDates(set, frequency.Add(first, validationStart), frequency.Add(first, testStart));
        }

        return new TemporalSplit(set, [.. set.Series.Select(s => Starts(s.HistoryLength, validationRows, testRows))]);
    }

    /// <summary>Splits at two points in time.</summary>
    /// <param name="set">The series, with time stamps.</param>
    /// <param name="validationFrom">The first stamp of the validation part.</param>
    /// <param name="testFrom">The first stamp of the test part, not before <paramref name="validationFrom"/>.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentException">The series have no time stamps, or the points are in the wrong
    /// order.</exception>
    public static TemporalSplit ByDates(SeriesSet set, DateTime validationFrom, DateTime testFrom)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (!set[0].HasTimes)
        {
            throw new ArgumentException("set: a split by dates needs time stamps.", nameof(set));
        }

        if (testFrom < validationFrom)
        {
            throw new ArgumentException(
                "testFrom: the test part must not begin before the validation part.", nameof(testFrom));
        }

        return new TemporalSplit(set, [.. set.Series.Select(s => (Clip(s, validationFrom), Clip(s, testFrom)))]);
    }

    /// <summary>The same split with a training part that reaches up to the test part; nothing validates.</summary>
    /// <returns>The split.</returns>
    internal TemporalSplit LearningFromAll() => new(
        Set, new SeriesPart(Set, [.. Train.Rows.Zip(Validation.Rows, (t, v) => new RowRange(t.Start, v.End))]),
        new SeriesPart(Set, [.. Validation.Rows.Select(v => new RowRange(v.End, v.End))]), Test);

    /// <summary>The same split of a set with the same rows.</summary>
    /// <param name="set">The set.</param>
    /// <returns>This split where it is its own set.</returns>
    internal TemporalSplit On(SeriesSet set) => ReferenceEquals(set, Set) ? this : new(
        set, new SeriesPart(set, Train.Rows), new SeriesPart(set, Validation.Rows), new SeriesPart(set, Test.Rows));

    /// <summary>The same split some rows later: what was tested first is learned from.</summary>
    /// <param name="rows">How many rows of the test part, at most all.</param>
    /// <returns>The split.</returns>
    internal TemporalSplit Later(int rows)
    {
        RowRange[] test =
            [.. Test.Rows.Select(r => new RowRange(Math.Min(r.Start + rows, r.End), r.End))];
        RowRange[] validation =
        [
            .. Validation.Rows.Zip(Test.Rows, test)
                .Select(r => new RowRange(r.First.Start + r.Third.Start - r.Second.Start, r.Third.Start)),
        ];
        return new TemporalSplit(
            Set, new SeriesPart(Set, [.. Train.Rows.Zip(validation, (t, v) => new RowRange(t.Start, v.Start))]),
            new SeriesPart(Set, validation), new SeriesPart(Set, test));
    }

    private static (int Validation, int Test) Starts(int length, int validationRows, int testRows)
    {
        int test = length - testRows;
        int validation = test - validationRows;
        return validation > 0
            ? (validation, test)
            : throw new ArgumentOutOfRangeException(
                nameof(validationRows),
                $"{validationRows} rows to validate and {testRows} to test leave none of {length} rows to train on.");
    }

    // Series may start on different phases of a coarse grid; the last stamp is then reached by stepping past it.
    private static int CountRows(Frequency frequency, DateTime first, DateTime last)
    {
        int rows = frequency.StepsBetween(first, last) is { } steps
            ? checked((int)steps)
            : Math.Max(0, (int)((last - first).TotalDays / frequency.Days) - 2);
        while (frequency.Add(first, rows) <= last)
        {
            rows++;
        }

        return rows;
    }

    private static SeriesPart Part(SeriesSet set, Func<int, Series, RowRange> range) =>
        new(set, [.. set.Series.Select((one, s) => range(s, one))]);

    private static int Clip(Series series, DateTime time) => Math.Min(series.FirstRowFrom(time), series.HistoryLength);
}
