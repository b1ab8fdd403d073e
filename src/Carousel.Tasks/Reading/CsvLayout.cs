using Carousel.Data;

namespace Carousel.Tasks.Reading;

/// <summary>Which column of a file is used for what: asked for, or found in the header and the first rows.</summary>
internal sealed class CsvLayout
{
    private static readonly string[] _timeNames =
        ["time", "timestamp", "datetime", "date_time", "date", "ds", "hour", "day", "week", "month", "quarter", "year", "period", "zeit", "datum"];

    private readonly string _path;
    private readonly ReadOptions _options;
    private readonly IReadOnlyList<CsvLine> _sample;
    private readonly HashSet<int> _taken = [];

    private CsvLayout(string path, string[] header, IReadOnlyList<CsvLine> sample, ReadOptions options, CellNumbers numbers)
    {
        (_path, Header, _sample, _options, Numbers) = (path, header, sample, options, numbers);
        FindTime();
        Id = options.Id is null ? -1 : Take(options.Id, "--id");
        int[] known = TakeAll(options.Known, "--known");
        int[] past = IsAll(options.Past) ? [] : TakeAll(options.Past, "--past");
        Static = TakeAll(options.Static, "--static");
        int[] targets = FindTargets();
        past = IsAll(options.Past) ? TakeRemaining() : past;
        Roles = new SeriesRoles(Names(targets), Names(known), Names(past), Names(Static));
        (Values, Targets) = ([.. targets, .. known, .. past], targets.Length);
        Known = known.Length;
    }

    /// <summary>The names of the columns.</summary>
    public string[] Header { get; }

    /// <summary>How numbers are read.</summary>
    public CellNumbers Numbers { get; }

    /// <summary>The column of time stamps, or −1.</summary>
    public int Time { get; private set; } = -1;

    /// <summary>How time stamps are read; null without a time column.</summary>
    public StampFormat? Stamps { get; private set; }

    /// <summary>The column of ids, or −1.</summary>
    public int Id { get; }

    /// <summary>The columns with a value in each row: targets, known, past.</summary>
    public int[] Values { get; }

    /// <summary>How many of <see cref="Values"/> are targets.</summary>
    public int Targets { get; }

    /// <summary>How many of <see cref="Values"/>, after the targets, are known ahead.</summary>
    public int Known { get; }

    /// <summary>The static columns.</summary>
    public int[] Static { get; }

    /// <summary>What each column is used for.</summary>
    public SeriesRoles Roles { get; }

    /// <summary>What was decided without being asked, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>A text column whose values repeat, to be suggested as id.</summary>
    public string? LikelyId => Enumerable.Range(0, Header.Length)
        .Where(c => c != Time && !IsNumeric(c) && _sample.Select(r => r.Cells[c]).Distinct().Count() is var n && n > 1 && n <= _sample.Count / 2)
        .Select(c => Header[c]).FirstOrDefault();

    public static CsvLayout Find(string path, string[] header, IReadOnlyList<CsvLine> sample, ReadOptions options, CellNumbers numbers) =>
        new(path, header, sample, options, numbers);

    private static bool IsAll(IReadOnlyList<string> names) => names is [ReadOptions.All];

    private void FindTime()
    {
        bool named = Array.IndexOf(Header, ReadOptions.None) >= 0;
        if (_options.Time == ReadOptions.None && !named)
        {
            return;
        }

        if (_options.Time is not null)
        {
            Time = Take(_options.Time, "--time");
            Stamps = FindStamps(Time, plainNumbers: true) ?? throw RefuseTime(_sample[0]);
            return;
        }

        IEnumerable<int> byName = _timeNames
            .SelectMany(n => Enumerable.Range(0, Header.Length).Where(c => Header[c].Equals(n, StringComparison.OrdinalIgnoreCase)));
        IEnumerable<int> byCells = Enumerable.Range(0, Header.Length);
        foreach ((int column, bool isNamed) in byName.Select(c => (c, true)).Concat(byCells.Select(c => (c, false))))
        {
            if (IsUsedElsewhere(Header[column]))
            {
                continue;
            }

            Stamps = FindStamps(column, plainNumbers: isNamed);
            if (Stamps is not null)
            {
                Time = column;
                _taken.Add(column);
                return;
            }
        }

        Notes.Add("No time column was found: the rows are numbered. Name it with --time if there is one.");
    }

    private bool IsUsedElsewhere(string name) =>
        name == _options.Id || (_options.Targets ?? []).Contains(name) || _options.Known.Contains(name)
        || _options.Past.Contains(name) || _options.Static.Contains(name);

    private StampFormat? FindStamps(int column, bool plainNumbers)
    {
        if (_options.TimeFormat is not null)
        {
            var format = StampFormat.FromUser(_options.TimeFormat);
            return format.TryRead(_sample[0].Cells[column], out _) ? format : null;
        }

        string[] examples = [.. _sample.Select(r => r.Cells[column]).Where(c => c.Length > 0)];
        StampFormat? stamps = StampFormat.Find(examples, plainNumbers, out bool isAmbiguous);
        if (isAmbiguous)
        {
            char separator = examples[0].First(c => !char.IsAsciiDigit(c));
            throw new DataFormatException(
                _path, _sample[0].Line, column + 1,
                $"'{examples[0]}' in column '{Header[column]}' may begin with the day or with the month. Pass --time-format d{separator}M{separator}yyyy or M{separator}d{separator}yyyy.");
        }

        // One wrong cell must not hide the time column: what reads the first rows is taken, and the row is refused later.
        return stamps is null && examples.Length > 3 ? StampFormat.Find(examples[..3], plainNumbers, out _) : stamps;
    }

    public DataFormatException RefuseTime(CsvLine row)
    {
        string text = row.Cells[Time];
        string what = text.Length == 0
            ? $"the time stamp in column '{Header[Time]}' is empty. Write it"
            : $"'{text}' in column '{Header[Time]}' is not a time stamp {(row.Line == _sample[0].Line ? "that is understood" : $"in the form of the first, '{_sample[0].Cells[Time]}'")}. Write it";
        string how = row.Line == _sample[0].Line
            ? " like 2001-06-30 or 2001-06-30 23:00, pass --time-format, or pass --time none to number the rows."
            : " in that form, or remove the row.";
        return new DataFormatException(_path, row.Line, Time + 1, what + (text.Length == 0 && row.Line != _sample[0].Line ? ", or remove the row." : how));
    }

    private int[] FindTargets()
    {
        if (_options.Targets is { } asked && !IsAll(asked))
        {
            return TakeAll(asked, "--target");
        }

        if (_options.Targets is not null)
        {
            int[] all = TakeRemaining();
            return all.Length > 0 ? all : throw NoNumbers();
        }

        int last = Array.FindLastIndex([.. Enumerable.Range(0, Header.Length)], c => !_taken.Contains(c) && IsNumeric(c));
        if (last < 0)
        {
            throw NoNumbers();
        }

        _taken.Add(last);
        int others = Enumerable.Range(0, Header.Length).Count(c => !_taken.Contains(c) && IsNumeric(c));
        Notes.Add(others == 0
            ? $"The target is '{Header[last]}', the only column of numbers."
            : $"The target is '{Header[last]}', the last column of numbers; name another with --target.");
        return [last];
    }

    private DataFormatException NoNumbers()
    {
        for (int c = 0; c < Header.Length; c++)
        {
            if (!_taken.Contains(c) && CellNumbers.CommaNumber().IsMatch(_sample[0].Cells[c]))
            {
                return Numbers.Refuse(_path, _sample[0].Line, c + 1, Header[c], _sample[0].Cells[c]);
            }
        }

        return new DataFormatException($"{_path} has no column of numbers to forecast. {Columns()}");
    }

    private int[] TakeRemaining()
    {
        int[] columns = [.. Enumerable.Range(0, Header.Length).Where(c => !_taken.Contains(c) && IsNumeric(c))];
        _taken.UnionWith(columns);
        return columns;
    }

    // Half of the cells decide: one that is no number is then refused with its place, not passed over with its column.
    private bool IsNumeric(int column)
    {
        string[] cells = [.. _sample.Select(r => r.Cells[column]).Where(c => c.Length > 0 && !Numbers.IsMissing(c))];
        return cells.Length > 0 && 2 * cells.Count(c => Numbers.TryRead(c, out _)) >= cells.Length;
    }

    private int[] TakeAll(IReadOnlyList<string> names, string option) => [.. names.Select(n => Take(n, option))];

    private int Take(string name, string option)
    {
        int column = Array.IndexOf(Header, name);
        if (column < 0)
        {
            int[] near = [.. Enumerable.Range(0, Header.Length).Where(c => Header[c].Equals(name, StringComparison.OrdinalIgnoreCase))];
            column = near.Length == 1 ? near[0] : -1;
        }

        if (column < 0)
        {
            string? meant = NearestName.Find(name, Header);
            throw new DataFormatException($"{_path} has no column '{name}'.{(meant is null ? "" : $" Did you mean '{meant}'?")} {Columns()}") { MissingColumn = name };
        }

        return _taken.Add(column)
            ? column
            : throw new DataFormatException($"{_path}: column '{Header[column]}' has two uses, one of them {option}. Give each column one use.");
    }

    private string Columns()
    {
        const int Most = 20;
        string shown = string.Join(", ", Header.Take(Most));
        return Header.Length > Most ? $"Its {Header.Length} columns: {shown}, …" : $"Its columns: {shown}.";
    }

    private string[] Names(int[] columns) => [.. columns.Select(c => Header[c])];
}
