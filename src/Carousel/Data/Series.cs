using System.Globalization;

namespace Carousel.Data;

/// <summary>One series: named columns of values by row, with time stamps or without (then rows are numbered).</summary>
/// <remarks>
/// NaN and infinity mean missing. A series does not change after it was made; it keeps the arrays that it was given,
/// except those with infinite values.
/// </remarks>
public sealed class Series
{
    private static readonly IReadOnlyDictionary<string, StaticValue> _noStatics = new Dictionary<string, StaticValue>();

    private readonly float[][] _values;
    private readonly DateTime[]? _times;
    private readonly SeriesSource? _source;

    /// <summary>A series of columns.</summary>
    /// <param name="columns">The names of the columns, each different.</param>
    /// <param name="values">A row of values for each column, [columns][rows]; kept, not copied.</param>
    /// <param name="times">[rows], strictly ascending; kept, not copied. Null where the rows have no time.</param>
    /// <param name="frequency">The distance between stamps; found where it is null.</param>
    /// <param name="id">The name of the series among several.</param>
    /// <param name="statics">Values that belong to the whole series.</param>
    /// <param name="futureRows">How many rows at the end have known covariates only, and no target yet.</param>
    /// <exception cref="ArgumentException">Lengths differ, a name occurs twice, or stamps do not ascend.</exception>
    public Series(
        IReadOnlyList<string> columns,
        float[][] values,
        DateTime[]? times = null,
        Frequency? frequency = null,
        string? id = null,
        IReadOnlyDictionary<string, StaticValue>? statics = null,
        int futureRows = 0)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (columns.Count != values.Length)
        {
            throw new ArgumentException(
                $"values: expected [columns] = [{columns.Count}] arrays, but got {values.Length}.", nameof(values));
        }

        if (columns.Distinct().Count() != columns.Count)
        {
            throw new ArgumentException("columns: each name must be different.", nameof(columns));
        }

        Length = times?.Length ?? (values.Length > 0 ? values[0].Length : 0);
        for (int c = 0; c < values.Length; c++)
        {
            if (values[c].Length != Length)
            {
                throw new ArgumentException(
                    $"values: expected [rows] = [{Length}] in column '{columns[c]}', but got {values[c].Length}.",
                    nameof(values));
            }
        }

        for (int t = 1; times is not null && t < times.Length; t++)
        {
            if (times[t] <= times[t - 1])
            {
                throw new ArgumentException($"times: row {t} is not later than the row before it.", nameof(times));
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(futureRows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(futureRows, Length);
        (_values, _times, Columns, Id, FutureRows) = ([.. values.Select(Known)], times, columns, id, futureRows);
        Frequency = times is null ? null : frequency ?? Frequency.Find(times);
        Statics = statics ?? _noStatics;
    }

    /// <summary>A series whose rows are read when they are asked for.</summary>
    /// <param name="columns">The names of the columns, each different.</param>
    /// <param name="source">Where the rows are; stamps ascend and are points of the grid, if there is a frequency.
    /// </param>
    /// <param name="frequency">The distance between stamps; null without stamps or without a grid.</param>
    /// <param name="id">The name of the series among several.</param>
    /// <param name="statics">Values that belong to the whole series.</param>
    /// <param name="futureRows">How many rows at the end have known covariates only, and no target yet.</param>
    internal Series(
        IReadOnlyList<string> columns, SeriesSource source, Frequency? frequency, string? id,
        IReadOnlyDictionary<string, StaticValue>? statics, int futureRows)
    {
        (_values, _source, Columns, Id, FutureRows) = ([], source, columns, id, futureRows);
        (Length, Frequency, Statics) = (source.Length, frequency, statics ?? _noStatics);
    }

    // An infinite value would make a whole training and its forecasts NaN.
    private static float[] Known(float[] column) => Array.Exists(column, float.IsInfinity)
        ? Array.ConvertAll(column, value => float.IsFinite(value) ? value : float.NaN)
        : column;

    /// <summary>The name of the series among several, or null where there is only one.</summary>
    public string? Id { get; }

    /// <summary>How many rows, those of the future among them.</summary>
    public int Length { get; }

    /// <summary>How many rows at the end have covariates known ahead but no target yet.</summary>
    public int FutureRows { get; }

    /// <summary>How many rows have happened: the length without the future rows.</summary>
    public int HistoryLength => Length - FutureRows;

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Values that belong to the whole series.</summary>
    public IReadOnlyDictionary<string, StaticValue> Statics { get; }

    /// <summary>The distance between stamps, or null without stamps or without a grid.</summary>
    public Frequency? Frequency { get; }

    /// <summary>True where the rows have time stamps.</summary>
    public bool HasTimes => _times is not null || _source is { HasTimes: true };

    /// <summary>[rows] or empty: the time stamps, in the clock of the data.</summary>
    public ReadOnlySpan<DateTime> Times => TimesArray;

    /// <summary>[rows]: how much a row counts in training; null where all count alike.</summary>
    internal float[]? Weights
    {
        get => field ?? (_source is { HasWeights: true } source ? source.Weights() : null);
        init;
    }

    /// <summary>Whether some rows may count less than others.</summary>
    internal bool HasWeights => _source?.HasWeights ?? Weights is not null;

    /// <summary>[rows]: the time stamps, not to be written to; null without stamps.</summary>
    internal DateTime[]? TimesArray => _times ?? (_source is { HasTimes: true } source ? source.Times() : null);

    /// <summary>One value.</summary>
    /// <param name="row">0 … Length − 1.</param>
    /// <param name="column">The number of the column.</param>
    public float this[int row, int column] => ColumnArray(column)[row];

    /// <summary>How much a row counts in training.</summary>
    /// <param name="row">0 or more.</param>
    internal float WeightAt(int row) => Weights is not { } weights ? 1 : row < weights.Length ? weights[row] : 0;

    /// <summary>A value that fits and choices may go by: NaN where it is missing, or its row has weight 0.</summary>
    /// <param name="row">0 … Length − 1.</param>
    /// <param name="column">The number of the column.</param>
    internal float CountedAt(int row, int column) => WeightAt(row) == 0 ? float.NaN : this[row, column];

    /// <summary>Those of some rows.</summary>
    /// <param name="column">The number of the column.</param>
    /// <param name="rows">Which rows.</param>
    /// <returns>A new array.</returns>
    internal float[] CountedValues(int column, RowRange rows) =>
        [.. Enumerable.Range(rows.Start, rows.Length).Select(row => CountedAt(row, column))];

    /// <summary>[rows]: a column by its number.</summary>
    /// <param name="column">0 … Columns.Count − 1.</param>
    /// <returns>The values; NaN is missing.</returns>
    public ReadOnlySpan<float> Column(int column) => ColumnArray(column);

    /// <summary>[rows]: a column by its name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The values; NaN is missing.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public ReadOnlySpan<float> Column(string name) => ColumnArray(IndexOf(name));

    /// <summary>The same as <see cref="Column(int)"/>, to be kept.</summary>
    /// <param name="column">0 … Columns.Count − 1.</param>
    /// <returns>The values; NaN is missing.</returns>
    public ReadOnlyMemory<float> ColumnMemory(int column) => ColumnArray(column);

    /// <summary>The number of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>0 … Columns.Count − 1.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public int IndexOf(string name)
    {
        int at = 0;
        while (at < Columns.Count && Columns[at] != name)
        {
            at++;
        }

        return at < Columns.Count ? at : throw new ArgumentException(
            $"The series has no column '{name}'. Its columns: {string.Join(", ", Columns)}.", nameof(name));
    }

    /// <summary>The time stamp of a row, also of one after the last, which the frequency gives.</summary>
    /// <param name="row">0 or more.</param>
    /// <returns>The stamp, or null where the rows have none.</returns>
    public DateTime? TimeAt(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        return TimesArray is not { Length: > 0 } times ? null
            : row < times.Length ? times[row]
            : Frequency?.Add(times[^1], row - times.Length + 1);
    }

    /// <summary>How a row is named in messages and files: its time stamp, or its number from 0.</summary>
    /// <param name="row">0 or more; rows after the last are allowed.</param>
    /// <returns>The text.</returns>
    public string LabelAt(int row) => TimeAt(row) is { } stamp
        ? Frequency?.Format(stamp) ?? stamp.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : row.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first row whose stamp is not before a time.</summary>
    /// <param name="time">The time.</param>
    /// <returns>0 … Length.</returns>
    /// <exception cref="InvalidOperationException">The rows have no time stamps.</exception>
    public int FirstRowFrom(DateTime time)
    {
        if (TimesArray is not { } times)
        {
            throw new InvalidOperationException("The series has no time stamps, so no row can be found by time.");
        }

        int at = Array.BinarySearch(times, time);
        return at >= 0 ? at : ~at;
    }

    /// <summary>
    /// The series with a row for every stamp of its grid; rows that were not there are missing in every column.
    /// </summary>
    /// <returns>This series if it has every row or no grid, otherwise a new one. Rows that are read on demand
    /// are already on the grid.</returns>
    public Series OnGrid()
    {
        if (_times is null || Frequency is null || _times.Length < 2)
        {
            return this;
        }

        long rows = (Frequency.StepsBetween(_times[0], _times[^1])
            ?? throw new InvalidOperationException($"The time stamps are not on the grid '{Frequency.Name}'.")) + 1;
        if (rows == _times.Length)
        {
            return this;
        }

        var times = new DateTime[checked((int)rows)];
        float[][] values = [.. _values.Select(_ => NewMissing(times.Length))];
        int source = 0;
        for (int t = 0; t < times.Length; t++)
        {
            times[t] = Frequency.Add(_times[0], t);
            if (_times[source] == times[t])
            {
                for (int c = 0; c < values.Length; c++)
                {
                    values[c][t] = _values[c][source];
                }

                source++;
            }
        }

        if (source < _times.Length)
        {
            throw new InvalidOperationException($"The time stamps are not on the grid '{Frequency.Name}'.");
        }

        int future = FutureRows == 0 ? 0 : times.Length - Array.BinarySearch(times, _times[HistoryLength]);
        return new Series(Columns, values, times, Frequency, Id, Statics, future);
    }

    /// <summary>The same series; where another one has equal stamps, both keep one array of them.</summary>
    /// <param name="other">The other one, or null.</param>
    internal Series SharingTimes(Series? other) =>
        _times is not null && other?._times is { } times && times.AsSpan().SequenceEqual(_times)
            ? new Series(Columns, _values, times, Frequency, Id, Statics, FutureRows) { Weights = Weights }
            : this;

    /// <summary>[rows]: a column, not to be written to.</summary>
    /// <param name="column">Its number.</param>
    internal float[] ColumnArray(int column) => _source is null ? _values[column] : _source.Column(column);

    private static float[] NewMissing(int length)
    {
        var values = new float[length];
        Array.Fill(values, float.NaN);
        return values;
    }
}
