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
        if (options.Targets is not { } asked || IsAll(asked) || IsAll(options.Past))
        {
            _columns.NoteRefused();
        }

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
    public List<string> Notes => _columns.Notes;

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

        return _options.Targets is null ? [FindTarget()] : FindAll();
    }

    /// <summary>The last column of numbers. One that is meant to hold them stops the search: what stands before it was
    /// hardly meant, and a counter never.</summary>
    private int FindTarget()
    {
        int[] free = [.. Enumerable.Range(0, Header.Length).Where(c => !_columns.IsTaken(c))];
        int last = free.LastOrDefault(
            c => _columns.IsRefused(c) || (_columns.IsNumeric(c) && !_columns.IsCounter(c, Id)), -1);
        if (last < 0)
        {
            throw NoNumbers();
        }

        if (_columns.IsRefused(last))
        {
            throw _columns.Refuse(last, "name another column with --target");
        }

        _columns.Take(last);
        int[] others = [.. free.Where(c => c != last && _columns.IsNumeric(c))];
        int counter = others.FirstOrDefault(c => _columns.IsCounter(c, Id), -1);
        string of = others.Length == 0 ? ", the only column of numbers."
            : counter < 0 ? ", the last column of numbers; name another with --target."
            : $", the last column of numbers but for '{Header[counter]}', which only counts; "
                + "name another with --target.";
        Notes.Add($"The target is '{Header[last]}'{of}");
        return last;
    }

    /// <summary>Every column of numbers. Where nobody asked for all of them, counters are left out.</summary>
    private int[] FindAll()
    {
        int refused = Enumerable.Range(0, Header.Length).FirstOrDefault(
            c => !_columns.IsTaken(c) && _columns.IsRefused(c), -1);
        if (refused >= 0)
        {
            throw _columns.Refuse(refused, $"name the columns to {_options.Purpose} with --target");
        }

        int[] counters = !_options.LeavesOutCounters ? []
            : [.. Enumerable.Range(0, Header.Length).Where(c => !_columns.IsTaken(c) && _columns.IsCounter(c, Id))];
        foreach (int counter in counters)
        {
            _columns.Take(counter);
            Notes.Add(
                $"Column '{Header[counter]}' is left out: it only counts. "
                + "Name the columns with --target if it is meant.");
        }

        int[] all = _columns.TakeNumeric();
        return all.Length > 0 ? all : throw NoNumbers();
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

            if (c != Time && !IsUsedElsewhere(Header[c]) && _columns.IsCounter(c, Id))
            {
                return new DataFormatException(
                    $"{_path} has no column of numbers to {_options.Purpose} but '{Header[c]}', which only counts. "
                    + $"Pass --target {Header[c]} if it is meant.");
            }
        }

        return new DataFormatException($"{_path} has no column of numbers to {_options.Purpose}. {_columns.Describe()}");
    }
}
