using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// Recurring times at which a series never has a value, such as the Sundays of a shop. They do not count as gaps, are
/// not forecast and are not scored.
/// </summary>
/// <param name="Times">The words of <see cref="TimeWords"/> that apply to each series that has no separate
/// words.</param>
internal sealed record ClosedTimes(IReadOnlyList<string> Times)
{
    private Dictionary<string, bool[]>? _closed;

    /// <summary>The words of series that are closed at other times, by id; null if no series differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Series { get; init; }

    /// <summary>Whether every word is known.</summary>
    [JsonIgnore]
    public bool IsUsable =>
        Times.Concat(Series?.Values.SelectMany(t => t) ?? []).All(word => TimeWords.Find(word) is not null);

    /// <summary>Whether a series is closed at a time; a row without a stamp is open.</summary>
    /// <param name="id">The id of the series; null where it has none.</param>
    /// <param name="stamp">The time.</param>
    public bool Has(string? id, DateTime? stamp)
    {
        if (stamp is not { } time)
        {
            return false;
        }

        bool[] closed = Of(id);
        (int day, int hour, int month) = TimeWords.Of(time);
        return closed[day] || closed[hour] || closed[month];
    }

    /// <summary>The first multiple of a default horizon that reaches a time at which a series is open.</summary>
    /// <param name="set">The series.</param>
    /// <param name="horizon">The default horizon.</param>
    public int Reaching(SeriesSet set, int horizon)
    {
        const int Most = 8;
        bool IsOpen(Series series, int step) =>
            series.Frequency is null || series.Length == 0
            || !Has(series.Id, series.TimeAt(series.HistoryLength + step));
        return horizon * Enumerable.Range(1, Most).FirstOrDefault(
            times => set.Series.Any(s => Enumerable.Range(0, times * horizon).Any(step => IsOpen(s, step))), 1);
    }

    /// <summary>A set without targets at closed times: what was there is missing.</summary>
    /// <param name="set">The series.</param>
    /// <returns>The set, or itself where nothing was there; its note on gaps counts no closed times.</returns>
    public SeriesSet Apply(SeriesSet set)
    {
        int targets = set.Roles.Targets.Count;
        int[] values = [.. set.Series.Select(s => Rows(s, targets, isKnown: true, s.HistoryLength))];
        Series[] open = [.. set.Series.Select((s, i) => values[i] == 0 ? s : Without(s, targets))];
        string? gaps = set.Notes.FirstOrDefault(GapNote.Is);
        long left = values.Sum();
        long told = gaps is null ? 0 : GapNote.RowsOf(gaps),
            closed = set.Series.Sum(s => Rows(s, s.Columns.Count, isKnown: false, s.Length));

        // A note of fewer rows has not counted the closed ones.
        long missing = told < closed ? told : told - closed;
        return gaps is null && left == 0 ? set : set.With(
            open,
            [
                .. set.Notes.Where(note => !GapNote.Is(note) && (missing > 0 || note != GapNote.Sums)),
                .. Optional.Of(missing > 0 ? GapNote.Of(missing, set.Count) : null),
                .. Optional.Of(left > 0
                    ? $"{FigureText.Count(left)} {(left == 1 ? "row has a value" : "rows have values")} at a closed "
                        + "time: they are left out."
                    : null),
            ]);
    }

    /// <summary>How many of the first rows at closed times have, or lack, a value in the first columns.</summary>
    /// <param name="series">The series.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="isKnown">Whether rows with a value are counted.</param>
    /// <param name="rows">How many rows.</param>
    public int Rows(Series series, int columns, bool isKnown, int rows) => HaveValues(series, columns, rows).Index()
        .Count(row => row.Item == isKnown && Has(series.Id, series.TimesArray![row.Index]));

    /// <summary>[rows]: whether one of the first columns has a value; none without stamps.</summary>
    /// <param name="series">The series.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="rows">How many rows.</param>
    internal static bool[] HaveValues(Series series, int columns, int rows) =>
    [
        .. Enumerable.Range(0, series.HasTimes ? rows : 0)
            .Select(r => Enumerable.Range(0, columns).Any(c => !float.IsNaN(series[r, c]))),
    ];

    /// <summary>Nothing comes at closed times: their quantiles become 0, so that sums need not know of them.</summary>
    /// <param name="table">[W, H, K, Q] in the unit of the data.</param>
    /// <param name="set">The series.</param>
    /// <param name="windows">[W].</param>
    public QuantileTable<Stage.InUnits> Clear(
        QuantileTable<Stage.InUnits> table, SeriesSet set, IReadOnlyList<Window> windows) => table.To<Stage.InUnits>(
        (w, t, _, quantiles) =>
        {
            Series series = set[windows[w].Series];
            if (Has(series.Id, series.TimeAt(windows[w].Origin + t)))
            {
                quantiles.Clear();
            }
        });

    /// <summary>What came in some rows, for sums over them: 0 at closed times, else NaN where it is missing.</summary>
    /// <param name="closed">The closed times; null for none.</param>
    /// <param name="series">The series.</param>
    /// <param name="target">Which target.</param>
    /// <param name="rows">The rows.</param>
    public static float[] Came(ClosedTimes? closed, Series series, int target, RowRange rows)
    {
        float[] values = series.CountedValues(target, rows);
        for (int i = 0; i < values.Length && closed is not null; i++)
        {
            values[i] = closed.Has(series.Id, series.TimeAt(rows.Start + i)) ? 0 : values[i];
        }

        return values;
    }

    /// <summary>When all or some series are closed, in words.</summary>
    public string Describe()
    {
        const int most = 3;
        string[] parts =
        [
            .. Optional.Of(Times.Count == 0 ? null : TimeWords.Describe(NumbersOf(Times))),
            .. Series?.OrderBy(s => s.Key, StringComparer.Ordinal).Take(most).Select(s => $"'{s.Key}' "
                + (s.Value.Count == 0 ? "never" : TimeWords.Describe(NumbersOf(s.Value)))) ?? [],
            .. Optional.Of(Series?.Count > most ? $"{Series.Count - most} more series at other times" : null),
        ];
        return string.Join("; ", parts);
    }

    /// <summary>A series without targets at closed times.</summary>
    /// <param name="series">The series.</param>
    /// <param name="targets">How many of its first columns are targets.</param>
    internal Series Without(Series series, int targets) => Without(
        series,
        [
            .. from row in Enumerable.Range(0, series.HistoryLength)
               where Has(series.Id, series.Times[row])
               from k in Enumerable.Range(0, targets)
               select (row, k),
        ]);

    /// <summary>A series in which some values are missing.</summary>
    /// <param name="series">The series.</param>
    /// <param name="cells">Rows and columns of the values.</param>
    /// <returns>The series itself for none.</returns>
    internal static Series Without(Series series, IReadOnlyCollection<(int Row, int Column)> cells)
    {
        if (cells.Count == 0)
        {
            return series;
        }

        float[][] values = [.. series.Columns.Select((_, c) => series.Column(c).ToArray())];
        foreach ((int row, int column) in cells)
        {
            values[column][row] = float.NaN;
        }

        return WithValues(series, values);
    }

    /// <summary>The same series with other values.</summary>
    /// <param name="series">The series.</param>
    /// <param name="values">[columns][rows].</param>
    /// <param name="names">Other names of the columns; null for its own.</param>
    internal static Series WithValues(Series series, float[][] values, string[]? names = null) => new(
        names ?? series.Columns, values, series.TimesArray, series.Frequency, series.Id, series.Statics,
        series.FutureRows)
    {
        Weights = series.Weights,
    };

    private bool[] Of(string? id)
    {
        _closed ??= Series?.ToDictionary(s => s.Key, s => Marks(s.Value)) ?? [];
        return _closed.TryGetValue(id ?? "", out bool[]? own) ? own : Common;
    }

    private bool[] Common => field ??= Marks(Times);

    private static bool[] Marks(IReadOnlyList<string> words)
    {
        int[] numbers = NumbersOf(words);
        return [.. Enumerable.Range(0, TimeWords.Count).Select(numbers.Contains)];
    }

    private static int[] NumbersOf(IReadOnlyList<string> words) =>
        [.. words.SelectMany(w => TimeWords.Find(w) ?? []).Distinct().Order()];
}
