using System.Globalization;
using System.Runtime.InteropServices;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// The last rows of one series of a stream: as many as a forecast from the last of them can depend on.
/// </summary>
/// <param name="design">What the model reads.</param>
/// <param name="id">The series; null where there is one.</param>
/// <param name="keep">Rows that must stay.</param>
internal sealed class StreamHistory(ForecastDesign design, string? id, int keep)
{
    /// <summary>
    /// Beyond this multiple of the rows that must stay, old rows are dropped even if a gap would have to be filled
    /// from them.
    /// </summary>
    private const int Patience = 4;

    private readonly List<float>[] _columns = [.. design.Columns.Select(_ => new List<float>())];
    private readonly List<DateTime> _times = [];

    /// <summary>The series; null where there is one.</summary>
    public string? Id => id;

    /// <summary>Columns of a row.</summary>
    public int Columns => _columns.Length;

    /// <summary>The distance of the rows; null where they have no time stamps at even distances.</summary>
    public Frequency? Frequency { get; } =
        design.Frequency is { } frequency ? Frequency.Parse(frequency) : null;

    /// <summary>Rows that are kept.</summary>
    public int Length => _columns[0].Count;

    /// <summary>Rows that have come, those of gaps among them.</summary>
    public long Rows { get; set; }

    /// <summary>The last stamp; null before the first row, or where rows are numbered.</summary>
    public DateTime? Last => _times.Count > 0 ? _times[^1] : null;

    /// <summary>The stamp of the row after the last; null before the first, and where rows have no grid.</summary>
    public DateTime? Next => TimeOf(1);

    /// <summary>Values of the whole series.</summary>
    public Dictionary<string, StaticValue> Statics { get; } = [];

    /// <summary>What is known ahead of the last row, the next row first: the known columns of each.</summary>
    public List<float[]> Ahead { get; } = [];

    /// <summary>Forecasts whose truth is still to come.</summary>
    public List<OutstandingForecast> Outstanding { get; } = [];

    /// <summary>Forecasts whose errors determine the widths of intervals, in the order of time.</summary>
    public List<PastForecast> Past { get; } = [];

    /// <summary>How a row is named: its time stamp, or its number from 0.</summary>
    /// <param name="ahead">Steps after the last row.</param>
    public string LabelAt(int ahead) => Last is not { } last
        ? (Rows - 1 + ahead).ToString(CultureInfo.InvariantCulture)
        : Frequency is { } frequency ? frequency.Format(frequency.Add(last, ahead))
        : last.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The same of a row that has come.</summary>
    public string LabelOf(long row) => LabelAt((int)(row - Rows + 1));

    /// <summary>The stamp of a row after the last one; null where rows have no grid.</summary>
    /// <param name="ahead">How many steps after it.</param>
    public DateTime? TimeOf(int ahead) => Last is { } last ? Frequency?.Add(last, ahead) : null;

    /// <summary>How many steps after the last row a stamp is; null if it is not on the grid.</summary>
    public long? StepsTo(DateTime? stamp) =>
        stamp is not { } time || Last is not { } last ? 1
        : Frequency is null ? Math.Sign(time.Ticks - last.Ticks)
        : Frequency.StepsBetween(last, time);

    /// <summary>Takes a row; rows that are missing before it become gaps.</summary>
    /// <param name="stamp">Its time stamp, or null.</param>
    /// <param name="values">In the order of the design's columns.</param>
    /// <param name="steps">What <see cref="StepsTo"/> gave, 1 or more.</param>
    /// <param name="ahead">The known columns of the following rows; null if they are unchanged.</param>
    public void Append(
        DateTime? stamp, ReadOnlySpan<float> values, long steps, IReadOnlyList<float[]>? ahead = null)
    {
        if (steps > keep)
        {
            // A gap that nothing reaches across.
            Clear();
        }

        for (long gap = Math.Min(steps - 1, keep); gap > 0; gap--)
        {
            AddRow(Frequency is not null ? Frequency.Add(stamp!.Value, (int)-gap) : null, []);
        }

        AddRow(stamp, values);
        Rows += steps;
        Ahead.RemoveRange(0, ahead is null ? (int)Math.Min(steps, Ahead.Count) : Ahead.Count);
        Ahead.AddRange(ahead ?? []);
        Trim();
    }

    /// <summary>The kept rows, and, with covariates known ahead, a horizon after them; targets are missing at closed
    /// times.</summary>
    /// <param name="horizon">Rows to add after the last; 0 for none.</param>
    /// <param name="repeatKnown">Whether known columns without values repeat their last season; else they are
    /// missing.</param>
    public Series ToSeries(int horizon, bool repeatKnown)
    {
        int future = design.Known.Count > 0 ? horizon : 0;
        int length = Length + future;
        int season = design.LongestSeason;
        var values = new float[_columns.Length][];
        for (int c = 0; c < values.Length; c++)
        {
            values[c] = new float[length];
            CollectionsMarshal.AsSpan(_columns[c]).CopyTo(values[c]);
            int known = c - design.TargetCount;
            for (int r = Length; r < length; r++)
            {
                bool isKnown = known >= 0 && known < design.Known.Count;
                values[c][r] = !isKnown ? float.NaN
                    : r - Length < Ahead.Count ? Ahead[r - Length][known]
                    : repeatKnown && r >= season ? values[c][r - season]
                    : float.NaN;
            }

            values[c] = MeterReadings.ValuesOf(design.Columns[c], design.Offsets, values[c]);
        }

        DateTime[]? times = _times.Count == 0 || (Frequency is null && future > 0) ? null
            : [.. _times, .. Enumerable.Range(1, future).Select(ahead => TimeOf(ahead)!.Value)];
        var series = new Series(design.Columns, values, times, Frequency, id, Statics, future);
        series = design.Closed?.Without(series, design.TargetCount) ?? series;
        return design.RareZeros?.Without(series, design.TargetCount) ?? series;
    }

    /// <summary>The kept values, row after row of each column, for a checkpoint.</summary>
    public float[] ToArray() => [.. _columns.SelectMany(c => c)];

    /// <summary>Takes kept values back.</summary>
    /// <param name="values">What <see cref="ToArray"/> gave.</param>
    /// <param name="times">Their stamps; none where rows are numbered.</param>
    public void Load(ReadOnlySpan<float> values, IReadOnlyList<DateTime> times)
    {
        Clear();
        int length = values.Length / _columns.Length;
        for (int c = 0; c < _columns.Length; c++)
        {
            _columns[c].AddRange(values.Slice(c * length, length));
        }

        _times.AddRange(times);
    }

    /// <summary>The stamps of the kept rows.</summary>
    public IReadOnlyList<DateTime> Times => _times;

    private void AddRow(DateTime? stamp, ReadOnlySpan<float> values)
    {
        for (int c = 0; c < _columns.Length; c++)
        {
            _columns[c].Add(values.IsEmpty ? float.NaN : values[c]);
        }

        if (stamp is { } time)
        {
            _times.Add(time);
        }
    }

    /// <summary>
    /// Drops rows only up to one without missing values, so that later gaps can still be filled. The first rise of a
    /// meter needs the reading before it.
    /// </summary>
    private void Trim()
    {
        if (Length < 2 * keep)
        {
            return;
        }

        Series rows = ToSeries(0, repeatKnown: false);
        int first = Length - keep,
            risen = MeterReadings.NamesOf(design.Columns).SequenceEqual(design.Columns) ? 0 : 1;
        while (first > 0 && Enumerable.Range(0, Columns).Any(
            c => float.IsNaN(_columns[c][first]) || float.IsNaN(rows[first + risen, c])))
        {
            first--;
        }

        first = first == 0 && Length >= Patience * keep ? Length - keep : first;
        foreach (List<float> column in _columns)
        {
            column.RemoveRange(0, first);
        }

        _times.RemoveRange(0, Math.Min(first, _times.Count));
    }

    private void Clear()
    {
        Array.ForEach(_columns, c => c.Clear());
        _times.Clear();
    }
}
