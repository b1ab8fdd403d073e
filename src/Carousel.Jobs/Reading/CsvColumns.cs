using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// The columns of a file while their uses are being found: each has one use, and the column of time stamps is known by
/// its name or its cells.
/// </summary>
internal partial class CsvColumns(
    string path, string[] header, IReadOnlyList<CsvLine> sample, CellNumbers numbers, DeclaredOptions options,
    CellOptions cells)
{
    private const int MostShown = 12, LongestShown = 40;

    /// <summary>Names of a column that says which rows are anomalies.</summary>
    protected static readonly string[] LabelNames =
        "label is_fraud isfraud fraud is_anomaly anomaly is_attack attack".Split(' ');

    /// <summary>Names of a time whose cells may be anything else, too, such as names of days.</summary>
    private static readonly string[] _otherNames = (
        "hour day week month quarter year period ts epoch unix_time unixtime stunde woche monat quartal "
        + "wk kw yearweek year_week jahr yr jour semaine mois trimestre année annee semana mes año").Split(' ');

    private static readonly string[] _timeNames =
    [
        .. "time timestamp datetime date_time date ds zeit datum zeitstempel fecha".Split(' '), .. _otherNames,
    ];

    private readonly HashSet<int> _taken = [];
    private readonly SampleColumn?[] _looked = new SampleColumn?[header.Length];

    /// <summary>The names of the columns.</summary>
    public string[] Header { get; } = header;

    /// <summary>The first rows: one at least.</summary>
    public IReadOnlyList<CsvLine> Sample { get; } = sample;

    /// <summary>The column of a table that says by 0 and 1 which rows are anomalies; null for none.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="others">Columns with another use.</param>
    public static string? LabelIn(CsvFile file, IReadOnlyList<string> others) => file.Header.Where((name, c) =>
        LabelNames.Contains(name.ToLowerInvariant()) && !others.Contains(name)
        && file.Sample.TrueForAll(r => r.Cells[c] is "" or "0" or "1")
        && file.Sample.Exists(r => r.Cells[c].Length > 0)).FirstOrDefault();

    /// <summary>How numbers are read.</summary>
    public CellNumbers Numbers { get; } = numbers;

    /// <summary>The column of time stamps, or of dates; −1 without one.</summary>
    public int Time => Times?.Date ?? -1;

    /// <summary>Where the time of a row stands and how it is read; null where rows have none.</summary>
    public TimeColumns? Times { get; private set; }

    /// <summary>
    /// Finds the column of time stamps: the one asked for, else one with the name of a time, else the first whose cells
    /// are time stamps. Asked for by two names, one column of dates and one of hours are taken together.
    /// </summary>
    /// <param name="asked">Its name, or null.</param>
    /// <param name="isUsedElsewhere">Whether a name was asked for with another use.</param>
    /// <param name="otherwise">What messages offer besides another form, beginning with a comma; null for
    /// nothing.</param>
    /// <returns>False if the table has no such column.</returns>
    public bool FindTime(string? asked, Func<string, bool> isUsedElsewhere, OptionSentence? otherwise)
    {
        if (asked is not null)
        {
            int[] columns = TakeAll(TimeColumns.NamesIn(asked, Header), nameof(ReadOptions.Time));
            Times = columns.Length == 1 ? null : FindParts(columns.Contains);
            if (Times is not null)
            {
                return true;
            }

            if (columns.Length > 1 && TimeColumns.IsYear(Header[columns[0]]))
            {
                throw RefuseTime(Sample[0], columns[0], otherwise);
            }

            (int date, int clock) = columns.Length == 1 ? (columns[0], -1) : TimeColumns.InOrder(
                columns[0], columns[1], Sample[0].Cells[columns[0]], Sample[0].Cells[columns[1]]);
            Times = FindTimes(date, clock) ?? throw RefuseTime(Sample[0], date, otherwise);
            return true;
        }

        IEnumerable<int> byName = _timeNames.SelectMany(
            n => All.Where(c => Header[c].Equals(n, StringComparison.OrdinalIgnoreCase)));
        foreach ((int column, bool isNamed) in byName.Select(c => (c, true)).Concat(All.Select(c => (c, false))))
        {
            if (isUsedElsewhere(Header[column]))
            {
                continue;
            }

            if (FindStamps(column, plainNumbers: isNamed) is { } stamps)
            {
                bool IsFree(int other) => !isUsedElsewhere(Header[other]);
                var times = new TimeColumns(Header, column, -1, stamps);
                if (Repeats(times) && FindParts(IsFree) is { } parts && parts.Columns.Contains(column))
                {
                    times = parts;
                }

                // Years that repeat, with months or without, are superfluous where another column has stamps.
                if (isNamed && Repeats(times) && FindStamps(column, plainNumbers: false) is null
                    && All.Any(c => IsFree(c) && FindStamps(c, plainNumbers: false) is not null))
                {
                    continue;
                }

                TakeTimes(times);
                return true;
            }
        }

        return false;
    }

    private bool Repeats(TimeColumns times) =>
        Sample.DistinctBy(r => times.TryRead(r.Cells, out DateTime stamp) ? stamp : default).Count() < Sample.Count;

    /// <summary>Takes columns that were not asked for as those of the time.</summary>
    protected void TakeTimes(TimeColumns times)
    {
        Times = times;
        _taken.UnionWith(times.Columns);
        if (times.Columns.Count > 1)
        {
            bool ends = times.Clock >= 0 && ClockText.IsHourEnding(Header[times.Clock]);
            string from = ends ? " Hour 1 begins at 00:00." : "";
            Notes.Add($"The time of a row is read from the columns {times.Name}.{from}");
        }
    }

    /// <summary>The time of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="otherwise">What messages offer besides another form, beginning with a comma; null for
    /// nothing.</param>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public DateTime ReadTime(CsvLine row, OptionSentence? otherwise) =>
        Times!.TryRead(row.Cells, out DateTime stamp) ? stamp
            : throw Times.RefuseClock(path, row.Line, row.Cells, options, Sample) ?? RefuseTime(row, Time, otherwise);

    /// <summary>
    /// What is wrong with a column that is called a time and has no other use, where <see cref="FindTime"/> found none;
    /// null where there is no such column, or it only counts.
    /// </summary>
    /// <param name="isUsedElsewhere">Whether a name was asked for with another use.</param>
    /// <param name="otherwise">What messages offer besides another form, beginning with a comma; null for
    /// nothing.</param>
    public DataFormatException? RefuseNamed(Func<string, bool> isUsedElsewhere, OptionSentence? otherwise)
    {
        for (int column = 0; column < Header.Length; column++)
        {
            CsvLine[] rows = [.. Sample.Where(r => r.Cells[column].Length > 0 && !Numbers.IsMissing(r.Cells[column]))];
            if (isUsedElsewhere(Header[column]) || rows.Length == 0 || !IsMeantAsTime(column, rows[0].Cells[column]))
            {
                continue;
            }

            StampFormat? first = StampFormat.Find([rows[0].Cells[column]], plainNumbers: true, out _);
            CsvLine wrong = first is null || cells.TimeFormat is not null ? rows[0]
                : Array.Find(rows, r => !first.TryRead(r.Cells[column], out _));
            return RefuseTime(wrong.Cells is null ? rows[0] : wrong, column, otherwise);
        }

        return null;
    }

    private bool IsMeantAsTime(int column, string cell)
    {
        string name = Header[column];
        bool isTime = _timeNames.Contains(name, StringComparer.OrdinalIgnoreCase);
        bool isOther = _otherNames.Contains(name, StringComparer.OrdinalIgnoreCase);
        return !Numbers.TryRead(cell, out _) && ((isTime && !isOther)
            || ((isTime || TimeName().IsMatch(name)) && LikeTime().IsMatch(cell) && !Duration().IsMatch(cell)));
    }

    // Names such as order_date, InvoiceDate, Timestamp (UTC) and Bestelldatum, but not runtime, update or Laufzeit.
    [GeneratedRegex(
        @"(?:(?<!\p{L})(?i:time|datetime|date|zeit)|(?<=\p{Ll})(?:Time|Date|Zeit)"
        + @"|(?i:timestamp|datum|zeitpunkt|zeitstempel))(?!\p{L})",
        RegexOptions.CultureInvariant)]
    private static partial Regex TimeName();

    // Hours and minutes without a date, such as 00:12:30 and 1 days 00:12:30.
    [GeneratedRegex(@"^[+-]?(?:\d+ days? [+-]?)?\d+:\d{2}(?::\d{2}(?:[.,]\d+)?)?$")]
    private static partial Regex Duration();

    // Digits that something divides, such as those of a date.
    [GeneratedRegex(@"\d[^\d]{1,3}\d{1,2}[^\d].*\d|\d{1,2}[^\d]\d{4}")]
    private static partial Regex LikeTime();

    private DataFormatException RefuseTime(CsvLine row, int column, OptionSentence? otherwise)
    {
        string text = row.Cells[column];
        bool isFirst = row.Line == Sample[0].Line;
        string which = isFirst ? "that is understood" : $"in the form of the first, '{Sample[0].Cells[column]}'";
        string what = text.Length == 0
            ? $"the time stamp in column '{Header[column]}' is empty. Write it"
            : $"'{text}' in column '{Header[column]}' is not a time stamp {which}. Write it";
        OptionSentence how = isFirst
            ? $" like 2001-06-30 or 2001-06-30 23:00, {(otherwise is null ? "or " : "")}pass {{TimeFormat}}{otherwise}."
            : OptionSentence.FromString(
                text.Length == 0 ? ", or remove the row." : " in that form, or remove the row.");
        return options.Unfit(path, row.Line, column + 1, $"{what}{how}");
    }

    /// <summary>Whether numbers with signs of currencies, percents and thousands are read.</summary>
    protected virtual bool ReadsAmounts => false;

    /// <summary>All columns, from 0.</summary>
    public IEnumerable<int> All => Enumerable.Range(0, Header.Length);

    /// <summary>The columns without a use so far.</summary>
    public IEnumerable<int> Free => All.Where(c => !IsTaken(c));

    /// <summary>Whether a column has a use already.</summary>
    public bool IsTaken(int column) => _taken.Contains(column);

    /// <summary>What was decided without being asked, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether a column holds numbers.</summary>
    public bool IsNumeric(int column) => Look(column).IsNumeric;

    /// <summary>Whether a column is meant to hold numbers, but most of its cells can't be read.</summary>
    public bool IsRefused(int column) => Look(column).Refused is not null;

    /// <summary>Whether a column of numbers only counts rows.</summary>
    /// <param name="column">The column.</param>
    /// <param name="ids">The columns that tell series apart.</param>
    public bool IsCounter(int column, params int[] ids) =>
        IsNumeric(column) && SampleColumn.IsCounter(Sample, column, ids, Numbers);

    /// <summary>What is wrong with a column that <see cref="IsRefused"/>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="otherwise">What may be done but write numbers.</param>
    public DataFormatException Refuse(int column, OptionSentence otherwise) =>
        Numbers.RefuseColumn(path, Look(column).Refused!.Value, column, Header[column], otherwise);

    /// <summary>Says which columns without a use were meant to hold numbers, and what could not be read in
    /// them.</summary>
    public void NoteRefused()
    {
        const int Most = 5;
        int[] refused = [.. Free.Where(IsRefused)];
        foreach (int column in refused.Take(Most))
        {
            CsvLine row = Look(column).Refused!.Value;
            Notes.Add(
                $"Column '{Header[column]}' is left out: '{row.Cells[column]}' on line {row.Line} "
                + "is not a number that can be read.");
        }

        if (refused.Length > Most)
        {
            Notes.Add($"{refused.Length - Most} more columns are left out for the same reason.");
        }
    }

    /// <summary>How many different texts the first rows have in a column.</summary>
    public int CountDistinct(int column) => Sample.Select(r => r.Cells[column]).Distinct().Count();

    /// <summary>Gives a column that is free its use.</summary>
    public int Take(int column)
    {
        _taken.Add(column);
        return column;
    }

    /// <summary>Gives a column its use by its name.</summary>
    /// <exception cref="DataFormatException">There is no such column, or it has a use already.</exception>
    public int Take(string name, string property)
    {
        int column = Find(name);
        return _taken.Add(column)
            ? column
            : throw options.Unfit(
                $"{path}: column '{Header[column]}' has two uses, one of them {OptionSentence.Property(property)}. "
                + $"Give each column one use.");
    }

    /// <summary>A column by its name, whatever its use.</summary>
    /// <exception cref="DataFormatException">There is no such column.</exception>
    public int Find(string name)
    {
        int column = Array.IndexOf(Header, name);
        if (column < 0)
        {
            int[] near =
            [
                .. All.Where(c => Header[c].Equals(name, StringComparison.OrdinalIgnoreCase)),
            ];
            column = near.Length == 1 ? near[0] : -1;
        }

        return column >= 0
            ? column
            : throw new DataFormatException(
                $"{path} has no column '{name}'.{NearestName.Question(name, Header)} {Describe()}")
            {
                MissingColumn = name,
            };
    }

    /// <summary>The columns that a name means: itself if it is a column, else those that it lists, separated by
    /// commas.</summary>
    /// <param name="name">The name.</param>
    /// <param name="header">The names of the columns.</param>
    public static string[] NamesIn(string name, IReadOnlyList<string> header) =>
        header.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is not [_, ..] names
            ? [name]
            : names;

    /// <summary>Gives several columns the same use.</summary>
    public int[] TakeAll(IReadOnlyList<string> names, string property) => [.. names.Select(n => Take(n, property))];

    /// <summary>Takes every column of numbers that is free.</summary>
    public int[] TakeNumeric()
    {
        int[] columns = [.. Free.Where(IsNumeric)];
        _taken.UnionWith(columns);
        return columns;
    }

    private SampleColumn Look(int column) => _looked[column] ??= SampleColumn.Of(Sample, column, Numbers, ReadsAmounts);

    /// <summary>The names of some columns.</summary>
    public string[] Names(int[] columns) => [.. columns.Select(c => Header[c])];

    /// <summary>A sentence that names the columns there are.</summary>
    public string Describe() => Describe(Header);

    /// <inheritdoc cref="Describe()"/>
    /// <param name="header">The names of the columns.</param>
    public static string Describe(IReadOnlyCollection<string> header) =>
        header.Count > 1 ? $"Its columns: {Shown(header)}."
        : $"Its only column: {Shown(header)}. Columns are separated by commas, semicolons, tabs or bars.";

    /// <summary>The first names, separated by commas, and how many there are.</summary>
    /// <param name="header">The names of the columns.</param>
    public static string Shown(IReadOnlyCollection<string> header) =>
        FigureText.Listed(
            [.. header.Select(n => n.Length > LongestShown ? n[..(LongestShown - 1)] + "…" : n)], MostShown)
            + (header.Count > MostShown ? $" ({header.Count} in all)" : "");

    private TimeColumns? FindTimes(int date, int clock) =>
        cells.TimeFormat is { } form && clock >= 0
            ? TimeColumns.OfForm(form, Header, date, clock, Sample[0].Cells, cells.Clock)
        : FindStamps(date, plainNumbers: true) is { } stamps
            ? new TimeColumns(Header, date, clock, stamps)
            : null;

    private TimeColumns? FindParts(Func<int, bool> isFree) => cells.TimeFormat is not null ? null
        : TimeColumns.OfParts(Header, [.. Sample.Select(r => r.Cells)], isFree, cells.Clock);

    private StampFormat? FindStamps(int column, bool plainNumbers)
    {
        if (cells.TimeFormat is { } form)
        {
            string first = Sample[0].Cells[column];
            var format = StampFormat.FromUser(form, first, cells.Clock);
            return format.TryRead(first, out _) ? format : null;
        }

        string[] examples =
            [.. Sample.Select(r => r.Cells[column]).Where(c => c.Length > 0 && !TotalWords.IsTotal(c))];
        bool isAmbiguous = false;
        StampFormat? stamps = (plainNumbers ? StampFormat.OfWeeks(Header[column], examples) : null)
            ?? StampFormat.Find(examples, plainNumbers, out isAmbiguous, cells.Clock);
        if (isAmbiguous)
        {
            char separator = examples[0].First(c => !char.IsAsciiDigit(c));
            throw options.Unfit(
                path, Sample[0].Line, column + 1,
                $"'{examples[0]}' in column '{Header[column]}' may begin with the day or with the month. Pass "
                + $"{{TimeFormat}} d{separator}M{separator}yyyy or M{separator}d{separator}yyyy.");
        }

        stamps ??= plainNumbers ? StampFormat.OfSerials(Header[column], examples) : null;

        // One wrong cell must not hide the time column: what reads the first rows is taken, or the next ones of a
        // column that is called a time, and the row is refused later.
        for (int row = 0; stamps is null && row + 3 < examples.Length && row <= (plainNumbers ? 9 : 0); row += 3)
        {
            // Six digits are a year and a month only if all cells are.
            string[] some = examples[row..(row + 3)];
            stamps = some.All(e => e.Length == 6 && e.All(char.IsAsciiDigit)) ? null
                : StampFormat.Find(some, plainNumbers, out _, cells.Clock);
        }

        return stamps;
    }
}
