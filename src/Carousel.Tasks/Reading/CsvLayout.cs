using Carousel.Data;

namespace Carousel.Tasks.Reading;

/// <summary>Which column of a file is used for what: asked for, or found in the header and the first rows.</summary>
internal sealed class CsvLayout
{
    private const string NumberRows = ", or pass --time none to number the rows";

    private readonly string _path;
    private readonly ReadOptions _options;
    private readonly CsvColumns _columns;

    private CsvLayout(string path, string[] header, IReadOnlyList<CsvLine> sample, ReadOptions options, CellNumbers numbers)
    {
        (_path, _options, _columns) = (path, options, new CsvColumns(path, header, sample, numbers, options.TimeFormat));
        FindTime();
        Id = options.Id is null ? -1 : _columns.Take(options.Id, "--id");
        int[] known = _columns.TakeAll(options.Known, "--known");
        int[] past = IsAll(options.Past) ? [] : _columns.TakeAll(options.Past, "--past");
        Static = _columns.TakeAll(options.Static, "--static");
        int[] targets = FindTargets();
        past = IsAll(options.Past) ? _columns.TakeNumeric() : past;
        Roles = new SeriesRoles(_columns.Names(targets), _columns.Names(known), _columns.Names(past), _columns.Names(Static));
        (Values, Targets) = ([.. targets, .. known, .. past], targets.Length);
        Known = known.Length;
    }

    /// <summary>The names of the columns.</summary>
    public string[] Header => _columns.Header;

    /// <summary>How numbers are read.</summary>
    public CellNumbers Numbers => _columns.Numbers;

    /// <summary>The column of time stamps, or −1.</summary>
    public int Time => _columns.Time;

    /// <summary>How time stamps are read; null without a time column.</summary>
    public StampFormat? Stamps => _columns.Stamps;

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
        .Where(c => c != Time && !_columns.IsNumeric(c) && _columns.CountDistinct(c) is var n && n > 1 && n <= _columns.Sample.Count / 2)
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

        if (!_columns.FindTime(_options.Time, IsUsedElsewhere, NumberRows))
        {
            Notes.Add("No time column was found: the rows are numbered. Name it with --time if there is one.");
        }
    }

    private bool IsUsedElsewhere(string name) =>
        name == _options.Id || (_options.Targets ?? []).Contains(name) || _options.Known.Contains(name)
        || _options.Past.Contains(name) || _options.Static.Contains(name);

    public DataFormatException RefuseTime(CsvLine row) => _columns.RefuseTime(row, NumberRows);

    private int[] FindTargets()
    {
        if (_options.Targets is { } asked && !IsAll(asked))
        {
            return _columns.TakeAll(asked, "--target");
        }

        if (_options.Targets is not null)
        {
            int[] all = _columns.TakeNumeric();
            return all.Length > 0 ? all : throw NoNumbers();
        }

        int last = Array.FindLastIndex([.. Enumerable.Range(0, Header.Length)], c => !_columns.IsTaken(c) && _columns.IsNumeric(c));
        if (last < 0)
        {
            throw NoNumbers();
        }

        _columns.Take(last);
        int others = Enumerable.Range(0, Header.Length).Count(c => !_columns.IsTaken(c) && _columns.IsNumeric(c));
        Notes.Add(others == 0
            ? $"The target is '{Header[last]}', the only column of numbers."
            : $"The target is '{Header[last]}', the last column of numbers; name another with --target.");
        return [last];
    }

    private DataFormatException NoNumbers()
    {
        string[] first = _columns.Sample[0].Cells;
        for (int c = 0; c < Header.Length; c++)
        {
            if (!_columns.IsTaken(c) && CellNumbers.CommaNumber().IsMatch(first[c]))
            {
                return Numbers.Refuse(_path, _columns.Sample[0].Line, c + 1, Header[c], first[c]);
            }
        }

        return new DataFormatException($"{_path} has no column of numbers to {_options.Purpose}. {_columns.Describe()}");
    }
}
