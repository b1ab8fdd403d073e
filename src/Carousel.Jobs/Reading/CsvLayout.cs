using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>Which column of a file is used for what: asked for, or found in the header and the first rows.</summary>
internal sealed class CsvLayout : CsvColumns
{
    private static readonly OptionSentence _numberRows = ", or pass {Time} none to number the rows";

    private static readonly HashSet<string> _clockNames =
        Words.Of("hr|hour|time|clock|time_of_day|hour_of_day|uhrzeit|stunde");

    private readonly string _path;
    private readonly ReadOptions _options;

    /// <summary>Finds the uses of the columns.</summary>
    public CsvLayout(
        string path, string[] header, IReadOnlyList<CsvLine> sample, ReadOptions options, CellNumbers numbers)
        : base(path, header, sample, numbers, options, options)
    {
        (_path, _options) = (path, options);
        FindTime();
        Id = options.Id is null ? -1 : Take(options.Id, nameof(options.Id));
        int[] known = TakeAll(options.Known, nameof(options.Known));
        int[] past = IsAll(options.Past) ? [] : TakeAll(options.Past, nameof(options.Past));
        Static = TakeAll(options.Static, nameof(options.Static));
        Groups = [.. options.Groups.Select(TakeGroup)];
        int[] weight = options.Weight is null ? [] : [Take(options.Weight, nameof(options.Weight))];
        int[] targets = FindTargets();
        past = IsAll(options.Past) ? TakeNumeric() : past;
        if (options.Targets is not { } asked || IsAll(asked) || IsAll(options.Past))
        {
            NoteRefused();
        }

        Roles = new SeriesRoles(Names(targets), Names(known), Names(past), Names(Static));
        (Values, Targets) = ([.. targets, .. known, .. past, .. weight], targets.Length);
        (Known, HasWeight) = (known.Length, weight.Length > 0);
        Amounts =
        [
            .. Values.Select(c => new ColumnAmounts(path, c, Header[c], numbers, options.DecimalSeparator, sample)),
        ];
        Offsets = [.. Values.Select(OffsetOf)];
        Missing = [.. Values.Select(_ => new MissingCells())];
        Flags = [.. Roles.Columns.Select((name, k) => IsFlag(name) ? k : -1).Where(k => k >= 0)];
    }

    /// <summary>The column of ids, or −1.</summary>
    public int Id { get; }

    /// <summary>The name of that column; null without one.</summary>
    public string? IdName => Id < 0 ? null : Header[Id];

    /// <summary>The columns with a value in each row: targets, known, past, weight.</summary>
    public int[] Values { get; }

    /// <summary>How many of <see cref="Values"/> are targets.</summary>
    public int Targets { get; }

    /// <summary>How many of <see cref="Values"/>, after the targets, are known ahead.</summary>
    public int Known { get; }

    /// <summary>Whether the last of <see cref="Values"/> is the weight of a row.</summary>
    public bool HasWeight { get; }

    /// <summary>How the numbers of each of <see cref="Values"/> are written.</summary>
    public ColumnAmounts[] Amounts { get; }

    /// <summary>What is subtracted from each of <see cref="Values"/>, in double precision.</summary>
    public double[] Offsets { get; }

    /// <summary>The missing values of each of <see cref="Values"/>.</summary>
    public MissingCells[] Missing { get; }

    /// <summary>Which of <see cref="Values"/> are 0 and 1.</summary>
    public int[] Flags { get; }

    /// <summary>The static columns.</summary>
    public int[] Static { get; }

    /// <summary>The columns of groups, some of them perhaps among <see cref="Static"/>.</summary>
    public int[] Groups { get; }

    /// <summary>The offsets other than 0 by column name; null for none.</summary>
    public IReadOnlyDictionary<string, double>? OffsetsByName =>
        Offsets.Any(offset => offset != 0)
            ? Values.Zip(Offsets, (column, offset) => (Name: Header[column], Offset: offset))
                .Where(pair => pair.Offset != 0).ToDictionary(pair => pair.Name, pair => pair.Offset)
            : null;

    // Several series may have several levels, and sums of moved numbers are moved by something else. Users type in
    // values of known columns without an offset.
    private double OffsetOf(int column, int place)
    {
        if (_options.Offsets is { } given)
        {
            return given.GetValueOrDefault(Header[column]);
        }

        bool isMovable = place < Targets || (place >= Targets + Known && place < Roles.Columns.Count);
        if (!_options.FindsOffsets || !isMovable || Id >= 0 || Groups.Length > 0 || _options.Every is not null)
        {
            return 0;
        }

        var seen = new RoundedColumn();
        foreach (CsvLine row in Sample)
        {
            string cell = row.Cells[column];
            if (Numbers.IsMissing(cell))
            {
                continue;
            }

            if (!Numbers.TryRead(cell, out float value))
            {
                return 0;
            }

            seen.Add(row, column, value, Numbers);
        }

        double offset = seen.LosesHalf || seen.LosesChange ? seen.Middle : 0;
        if (offset != 0)
        {
            Notes.Add(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Column '{Header[column]}' changes little around {offset:0.######}: this number is subtracted before "
                + $"rounding to single precision and added to the forecasts."));
        }

        return offset;
    }

    /// <summary>Which series a row belongs to; empty where there is only one.</summary>
    /// <param name="row">The row.</param>
    public string SeriesOf(CsvLine row) =>
        Id >= 0 ? row.Cells[Id] : string.Join('/', Groups.Select(column => row.Cells[column]));

    /// <inheritdoc/>
    protected override bool ReadsAmounts => true;

    /// <summary>What each column is used for.</summary>
    public SeriesRoles Roles { get; }

    /// <summary>A text column whose values repeat, to be suggested as id.</summary>
    public string? LikelyId => Enumerable.Range(0, Header.Length)
        .Where(c => c != Time && !IsNumeric(c) && CountDistinct(c) is var n && n > 1 && n <= Sample.Count / 2)
        .Select(c => Header[c]).FirstOrDefault();

    private static bool IsAll(IReadOnlyList<string> names) => names is [ReadOptions.All];

    private void FindTime()
    {
        bool named = Array.IndexOf(Header, ReadOptions.None) >= 0;
        if (_options.Time == ReadOptions.None && !named)
        {
            return;
        }

        if (!FindTime(_options.Time, IsUsedElsewhere, _numberRows))
        {
            if (RefuseNamed(IsUsedElsewhere, _numberRows) is { } refused)
            {
                throw refused;
            }

            Notes.Add("No time column was found: the rows are numbered. Name it with --time if there is one.");
        }
        else if (_options.Time is null && LikelyClock() is >= 0 and var clock)
        {
            TakeTimes(new TimeColumns(Header, Time, clock, Times!.Stamps));
        }
    }

    private bool IsUsedElsewhere(string name) =>
        name == _options.Id || name == _options.Weight || (_options.Targets ?? []).Contains(name)
        || _options.Known.Contains(name) || _options.Past.Contains(name) || _options.Static.Contains(name)
        || _options.Groups.Contains(name);

    /// <summary>A column of groups may be static, too: then the network sees it.</summary>
    private int TakeGroup(string name) =>
        Static.FirstOrDefault(c => Header[c].Equals(name, StringComparison.OrdinalIgnoreCase), -1) is >= 0 and var same
            ? same
            : Take(name, "Hierarchy");

    /// <summary>The time of a row.</summary>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public DateTime ReadTime(CsvLine row) => ReadTime(row, _numberRows);

    /// <summary>
    /// A free column of hours or times of day next to one of dates that repeat within a series: the second half of the
    /// time; −1 if the table has no such column.
    /// </summary>
    public int LikelyClock()
    {
        int id = _options.Id is { } name ? Find(name) : Time;
        bool repeats = Times is { Clock: < 0, Stamps: var stamps } && _options.Groups.Count == 0
            && Sample.DistinctBy(r => (r.Cells[Time], r.Cells[id])).Count() < Sample.Count
            && Sample.All(r => stamps.TryRead(r.Cells[Time], out DateTime stamp) && stamp.TimeOfDay == TimeSpan.Zero);
        return !repeats ? -1 : Enumerable.Range(0, Header.Length).FirstOrDefault(
            c => c != Time && _clockNames.Contains(Header[c])
                && !IsUsedElsewhere(Header[c])
                && Sample.All(r => ClockText.TryRead(r.Cells[c], out _)),
            -1);
    }

    private int[] FindTargets()
    {
        if (_options.Targets is { } asked && !IsAll(asked))
        {
            return TakeAll(asked, nameof(_options.Targets));
        }

        return _options.Targets is null ? [FindTarget()] : FindAll();
    }

    /// <summary>The last column of numbers. A column that is meant to hold numbers but can't be read stops the search,
    /// because the columns before it were hardly meant. A counter is never the target.</summary>
    private int FindTarget()
    {
        int[] free = [.. Enumerable.Range(0, Header.Length).Where(c => !IsTaken(c))];
        int last = free.LastOrDefault(
            c => IsRefused(c) || (IsNumeric(c) && !IsCounter(c, Id)), -1);
        if (last < 0)
        {
            throw NoNumbers();
        }

        if (IsRefused(last))
        {
            throw Refuse(last, "name another column with {Targets}");
        }

        Take(last);
        int[] others = [.. free.Where(c => c != last && IsNumeric(c))];
        int counter = others.FirstOrDefault(c => IsCounter(c, Id), -1);
        string of = others.Length == 0 ? ", the only column of numbers."
            : counter < 0 ? ", the last column of numbers; name another with --target."
            : $", the last column of numbers except '{Header[counter]}', which only counts; "
                + "name another with --target.";
        Notes.Add($"The target is '{Header[last]}'{of}");
        return last;
    }

    /// <summary>Every column of numbers, without counters unless the user asked for all columns.</summary>
    private int[] FindAll()
    {
        // Labels may be words such as True, which no guess takes for numbers.
        int[] flags = TakeAll(_options.Flags, nameof(_options.Flags));
        int refused = Enumerable.Range(0, Header.Length).FirstOrDefault(
            c => !IsTaken(c) && IsRefused(c), -1);
        if (refused >= 0)
        {
            throw Refuse(refused, $"name the columns to {_options.Purpose} with {{Targets}}");
        }

        int[] counters = !_options.LeavesOutCounters ? []
            : [.. Enumerable.Range(0, Header.Length).Where(c => !IsTaken(c) && IsCounter(c, Id))];
        foreach (int counter in counters)
        {
            Take(counter);
            Notes.Add(
                $"Column '{Header[counter]}' is left out: it only counts. "
                + "Name the columns with --target if it is meant.");
        }

        int[] all = [.. TakeNumeric().Concat(flags).Order()];
        return all.Length > 0 ? all : throw NoNumbers();
    }

    private bool IsFlag(string name) => _options.Flags.Contains(name, StringComparer.OrdinalIgnoreCase);

    private DataFormatException NoNumbers()
    {
        string[] first = Sample[0].Cells;
        for (int c = 0; c < Header.Length; c++)
        {
            if (!IsTaken(c) && CellNumbers.CommaNumber().IsMatch(first[c]))
            {
                return Numbers.Refuse(_path, Sample[0].Line, c + 1, Header[c], first[c]);
            }

            if (c != Time && !IsUsedElsewhere(Header[c]) && IsCounter(c, Id))
            {
                return _options.Unfit(
                    $"{_path} has no column of numbers to {_options.Purpose} but '{Header[c]}', which only counts. "
                    + $"Pass {{Targets}} {Header[c]} if it is meant.");
            }
        }

        return new DataFormatException($"{_path} has no column of numbers to {_options.Purpose}. {Describe()}");
    }
}
