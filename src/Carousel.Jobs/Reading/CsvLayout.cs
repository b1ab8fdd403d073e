using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>Which column of a file is used for what: asked for, or found in the header and the first rows.</summary>
internal sealed class CsvLayout : CsvColumns
{
    private static readonly OptionSentence _numberRows = ", or pass {Time} none to number the rows";

    private static readonly HashSet<string> _clockNames =
        Words.Of("hr|hour|time|clock|time_of_day|hour_of_day|uhrzeit|stunde|" + ClockText.Endings);

    // Parts of a time or of a day, which identify no series.
    private static readonly HashSet<string> _partNames = Words.Of(
        "year|quarter|month|week|day|weekday|minute|period|settlement_period|interval");

    private static readonly HashSet<string> _sensorNames = Words.Of(
        "sensor|sensor_id|sensor_name|tag|tag_name|channel|variable|parameter");

    private static readonly string[] _otherLabelNames =
        "class changepoint change_point outlier is_outlier is_fault".Split(' ');

    private const int FewestRows = 5;

    private readonly string _path;
    private readonly ReadOptions _options;

    /// <summary>Finds the uses of the columns.</summary>
    public CsvLayout(
        string path, string[] header, IReadOnlyList<CsvLine> sample, ReadOptions options, CellNumbers numbers)
        : base(path, header, sample, numbers, options, options)
    {
        (_path, _options) = (path, options);
        FindTime();
        Ids = options.Id is null ? [] : TakeAll(NamesIn(options.Id, header), nameof(options.Id));
        if (FindSensors() is >= 0 and var sensors)
        {
            Ids = [Take(sensors)];
        }

        if (options.HasFoundId && options.Purpose != ReadOptions.Watching)
        {
            string each = Ids.Length == 1 ? $"value of {IdName}" : $"combination of {string.Join(" and ", Names(Ids))}";
            Notes.Add($"The rows repeat their times: each {each} is a series.");
        }

        if (options.Joined is { } joined)
        {
            Notes.Add($"Rows of all values of {joined} are put together; --id {joined} separates them.");
        }

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
            .. Values.Select(c => new ColumnAmounts(
                path, c, Header[c], numbers, options.DecimalSeparator, sample, IsFlag(Header[c]))),
        ];
        Offsets = [.. Values.Select(OffsetOf)];
        Missing = [.. Values.Select(_ => new MissingCells())];
        Codes =
        [
            .. Values.Select(
                (_, k) => !options.KeepsCodes && k < Roles.Columns.Count && !IsFlag(Roles.Columns[k])
                    ? new MissingCodes()
                    : null),
        ];
        Flags = [.. Roles.Columns.Select((name, k) => IsFlag(name) ? k : -1).Where(k => k >= 0)];
    }

    /// <summary>The columns of ids; empty where the table has one series.</summary>
    public int[] Ids { get; }

    /// <summary>The names of these columns, separated by commas; null without any.</summary>
    public string? IdName => Ids.Length == 0 ? null : string.Join(',', Names(Ids));

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

    /// <summary>Numbers that mean a missing value in each of <see cref="Values"/>; null where none is looked
    /// for.</summary>
    public MissingCodes?[] Codes { get; }

    /// <summary>Which of <see cref="Values"/> are 0 and 1.</summary>
    public int[] Flags { get; }

    /// <summary>Whether text columns of an anomaly table were left out, so that each row may be an event.</summary>
    public bool MayBeLog { get; private set; }

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
        if (!_options.FindsOffsets || !isMovable || Ids.Length > 0 || Groups.Length > 0 || _options.Every is not null)
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

        if (seen.Offset is not 0 and var offset)
        {
            Notes.Add(Invariant.Of(
                $"Column '{Header[column]}' changes little around {offset:0.######}: this number is subtracted before "
                + $"rounding to single precision and added to the forecasts."));
        }

        return seen.Offset;
    }

    /// <summary>Which series a row belongs to; empty where there is only one.</summary>
    /// <param name="row">The row.</param>
    public string SeriesOf(CsvLine row) =>
        string.Join('/', (Ids.Length > 0 ? Ids : Groups).Select(column => row.Cells[column]));

    /// <summary>A column of hours that go to 24; null without one.</summary>
    public string? HoursTo24 => All
        .Where(c => _clockNames.Contains(Header[c]) && Sample.Any(r => r.Cells[c] is "24" or "24:00"))
        .Select(c => Header[c]).FirstOrDefault();

    /// <inheritdoc/>
    protected override bool ReadsAmounts => true;

    /// <summary>What each column is used for.</summary>
    public SeriesRoles Roles { get; }

    /// <summary>Columns without another use that may tell series apart: texts, then whole numbers that
    /// repeat.</summary>
    public IReadOnlyList<int> LikelyIds =>
    [
        .. Free.Where(c => !_partNames.Contains(Header[c]) && !_clockNames.Contains(Header[c])
                && CountDistinct(c) <= Math.Max(1, Sample.Count / 2)
                && Sample.All(r => !IsNumeric(c) || int.TryParse(r.Cells[c], out _)))
            .OrderBy(IsNumeric),
    ];

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
        IsId(name) || name == _options.Weight || (_options.Targets ?? []).Contains(name)
        || _options.Known.Contains(name) || _options.Past.Contains(name) || _options.Static.Contains(name)
        || _options.Groups.Contains(name);

    private bool IsId(string name) => _options.Id is { } ids && NamesIn(ids, Header).Contains(name);

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
        int[] ids = _options.Id is { } name ? [.. NamesIn(name, Header).Select(Find)] : [];
        bool repeats = Times is { Clock: < 0, Stamps: var stamps } && _options.Groups.Count == 0
            && Sample.DistinctBy(r => string.Join('\n', ids.Append(Time).Select(c => r.Cells[c]))).Count()
                < Sample.Count
            && Sample.All(r => stamps.TryRead(r.Cells[Time], out DateTime stamp) && stamp.TimeOfDay == TimeSpan.Zero);
        return !repeats ? -1 : All.FirstOrDefault(
            c => c != Time && _clockNames.Contains(Header[c])
                && !IsUsedElsewhere(Header[c])
                && Sample.All(r => ClockText.TryRead(Header[c], r.Cells[c], out _)),
            -1);
    }

    /// <summary>The column of sensors' names in a table that is watched for the first time: texts that change from row
    /// to row, each once at a time; −1 without one.</summary>
    private int FindSensors() => _options.Purpose != ReadOptions.Watching || !_options.LeavesOutCounters
        || Ids.Length + _options.Groups.Count > 0 || Times is null ? -1
        : Free.FirstOrDefault(
            c => !IsUsedElsewhere(Header[c]) && _sensorNames.Contains(Header[c]) && !IsNumeric(c)
                && CountDistinct(c) is > 1 and var sensors && sensors <= Sample.Count / FewestRows
                && 2 * Sample.Zip(Sample.Skip(1)).Count(p => p.First.Cells[c] != p.Second.Cells[c]) >= Sample.Count
                && Sample.DistinctBy(r => (r.Cells[Time], r.Cells[c])).Count() == Sample.Count,
            -1);

    private int[] FindTargets() => _options.Targets is not { } asked ? [FindTarget()]
        : IsAll(asked) ? FindAll() : TakeAll(asked, nameof(_options.Targets));

    /// <summary>The last column of numbers. A column that is meant to hold numbers but can't be read stops the search,
    /// because the columns before it were hardly meant. A counter is never the target, nor is a column of one number
    /// other than 0 in all first rows if there is another column.</summary>
    private int FindTarget()
    {
        int[] free = [.. Free],
            likely = [.. free.Where(c => IsRefused(c) || (IsNumeric(c) && !IsCounter(c, Ids)))];
        bool IsFixed(int c) => CountDistinct(c) == 1 && Numbers.TryRead(Sample[0].Cells[c], out float one) && one != 0;
        int last = likely.LastOrDefault(c => !IsFixed(c), likely.LastOrDefault(-1));
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
        int counter = others.FirstOrDefault(c => IsCounter(c, Ids), -1);
        string of = others.Length == 0 ? ", the only column of numbers."
            : last < likely[^1] ? ", the last column of numbers that change; name another with --target."
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
        int refused = Free.FirstOrDefault(IsRefused, -1);
        if (refused >= 0)
        {
            throw Refuse(refused, $"name the columns to {_options.Purpose} with {{Targets}}");
        }

        int[] counters = !_options.LeavesOutCounters ? []
            : [.. Free.Where(c => IsCounter(c, Ids))];
        LeaveOut(counters, "only counts");
        LeaveOut(FindLabels(), "contains labels, which --label compares with the result");

        int[] all = [.. TakeNumeric().Concat(flags).Order()];
        int[] texts = [.. Free.Where(c => !IsRefused(c))];
        MayBeLog = _options.LeavesOutCounters && texts.Length > 0;
        if (MayBeLog)
        {
            int machine = Array.FindIndex(texts, c => c == IdColumns.Named(this) && CountDistinct(c) > 1);
            Notes.Add(
                $"{(texts.Length == 1 ? "A column without numbers is" : "Columns without numbers are")} left out: "
                + $"{Shown(Names(texts))}."
                + (machine < 0 ? ""
                    : $" If '{Header[texts[machine]]}' names several, pass --every with the distance of "
                        + "the rows of one."));
        }

        return all.Length > 0 ? all : throw NoNumbers();
    }

    private void LeaveOut(IEnumerable<int> columns, string reason)
    {
        foreach (int column in columns)
        {
            Take(column);
            Notes.Add(
                $"Column '{Header[column]}' is left out: it {reason}. "
                + "Name the columns with --target if it is meant.");
        }
    }

    /// <summary>Columns of a table that is watched for the first time which say what is an anomaly.</summary>
    private int[] FindLabels() => _options.Purpose != ReadOptions.Watching || !_options.LeavesOutCounters ? []
        : [
            .. Free.Where(
                c => LabelNames.Concat(_otherLabelNames).Contains(Header[c].ToLowerInvariant())
                    && IsNumeric(c) && Sample.All(r => Numbers.IsMissing(r.Cells[c])
                        || (Numbers.TryRead(r.Cells[c], out float value) && value is 0 or 1))),
        ];

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

            if (c != Time && !IsUsedElsewhere(Header[c]) && IsCounter(c, Ids))
            {
                return _options.Unfit(
                    $"{_path} has no column of numbers to {_options.Purpose} but '{Header[c]}', which only counts. "
                    + $"Pass {{Targets}} {Header[c]} if it is meant.");
            }
        }

        return new DataFormatException(
            $"{_path} has no column of numbers to {_options.Purpose}. {Describe()} Line "
            + $"{Sample[0].Line}: {Shown(first)}. Add a column of numbers such as 12.5.");
    }
}
