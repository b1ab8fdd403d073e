using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Which column of a file of events is used for what: asked for, or found in the header and the first rows.
/// </summary>
internal sealed partial class EventLayout : CsvColumns
{
    private const double MostDistinct = 0.5;
    private const int FewRows = 20;

    private static readonly string[] _idNames = (
        "id customer customer_id customerid user user_id userid card card_id account account_id host client "
        + "client_id device device_id entity entity_id member member_id session session_id case case_id").Split(' ');

    private static readonly string[] _eventNames =
        "event event_type event_name type action activity name kind category".Split(' ');

    private readonly string _path;
    private readonly EventReadOptions _options;
    private readonly Dictionary<int, ColumnAmounts> _amounts;

    public EventLayout(string path, CsvFile file, EventReadOptions options)
        : base(
            path, file.Header, file.Sample, new CellNumbers(file.DecimalSeparator, options.Missing), options,
            options)
    {
        (_path, _options) = (path, options);
        if (!FindTime(options.Time, IsUsedElsewhere, null))
        {
            throw RefuseNamed(IsUsedElsewhere, null) ?? options.Unfit(
                $"{path} has no column of time stamps, but each row of a log of events needs its time. A table "
                + $"with one row for each customer is not a log, and cannot be read. Name the column "
                + $"with {{Time}}, and its form with {{TimeFormat}}. {Describe()}");
        }

        int[] asked = Asked(options.Categories, nameof(options.Categories));
        int[] numbers = Asked(options.Numbers, nameof(options.Numbers));
        Label = FindLabel(options.Label);
        Id = FindId();
        RequireEvents();
        int named = FindEvent();
        int[] categories = options.Categories is null ? FindCategories(ref named) : asked;
        Categories = named < 0 ? categories : [named, .. categories];
        if (options.Numbers is null)
        {
            LeaveOutNumbersOfOrders();
            numbers = TakeNumeric();
            NoteRefused();
        }

        NumberColumns = numbers;

        _amounts = NumberColumns.ToDictionary(c => c, c => ColumnAmounts.OfSample(
            path, c, Header[c], Numbers, options.DecimalSeparator, Sample));
        Notes.AddRange(_amounts.Values.SelectMany(a => a.Notes));
    }

    /// <inheritdoc/>
    protected override bool ReadsAmounts => true;

    public int Id { get; }

    public int Label { get; }

    /// <summary>The columns of categories, that of the event's name first.</summary>
    public int[] Categories { get; }

    /// <summary>The columns of numbers.</summary>
    public int[] NumberColumns { get; }

    public float ReadNumber(CsvLine row, int column)
    {
        string cell = row.Cells[column];
        return Numbers.IsMissing(cell) ? float.NaN : _amounts[column].ReadAny(row.Line, cell);
    }

    private bool IsUsedElsewhere(string name) =>
        name == _options.Id || name == _options.Event || name == _options.Label
        || (_options.Categories?.Contains(name) ?? false) || (_options.Numbers?.Contains(name) ?? false);

    private int[] Asked(IReadOnlyList<string>? names, string property) =>
        names is null or [EventReadOptions.None] ? [] : TakeAll(names, property);

    private int FindLabel(string? asked)
    {
        if (asked is not null)
        {
            return TakeAsked(asked, nameof(_options.Label));
        }

        int found = FindFree(LabelNames);
        if (found >= 0)
        {
            Notes.Add($"Column '{Header[found]}' contains the labels; name another with --label.");
            Take(found);
        }

        return found;
    }

    private int TakeAsked(string asked, string property) =>
        asked == EventReadOptions.None && Array.IndexOf(Header, asked) < 0 ? -1 : Take(asked, property);

    private int FindFree(IEnumerable<string> names) =>
        names.Select(n => Array.FindIndex(Header, h => h.Equals(n, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(IsFree, -1);

    private bool IsFree(int column) => column >= 0 && !IsTaken(column) && !IsUsedElsewhere(Header[column]);

    /// <summary>Whether a column has a usual name of the column of events.</summary>
    public static bool IsNameOfEvents(string name) => _eventNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private int FindId()
    {
        if (_options.Id is not null)
        {
            return Take(_options.Id, nameof(_options.Id));
        }

        int named = FindFree(
            [.. _idNames, .. Header.Where(h => h.EndsWith("_id", StringComparison.OrdinalIgnoreCase))]);
        if (named < 0)
        {
            throw _options.Unfit(
                $"{_path}: no column is clearly the id that says whose event a row is. Name it with "
                + $"{{Id}}. {Describe()}");
        }

        Notes.Add($"Events belong to '{Header[named]}'; name another column with --id.");
        return Take(named);
    }

    // A customer's row has dates, too, but only once.
    private void RequireEvents()
    {
        int other = _options.MarkNames.Count == 0 || _options.Event is not null || Sample.Count < FewRows
            || CountDistinct(Id) < Sample.Count || FindFree(_eventNames) >= 0 ? -1
            : All.FirstOrDefault(
                c => IsFree(c) && StampFormat.Find(
                    [.. Sample.Select(r => r.Cells[c]).Where(t => t.Length > 0)], false, out _) is not null, -1);
        if (other >= 0)
        {
            throw _options.Unfit(
                $"{_path}: each row seems to be a customer with dates in '{Times!.Name}' and '{Header[other]}', but a "
                + $"row for each event is needed. Write the dates below each other, such as 1,2022-02-01,start and "
                + $"1,2023-05-01,end, or name the column of events with {{Event}}.");
        }
    }

    private int FindEvent()
    {
        if (_options.Event is not null)
        {
            return TakeAsked(_options.Event, nameof(_options.Event));
        }

        int named = FindFree(_eventNames);
        if (named < 0 || IsNumeric(named))
        {
            named = FindFree(_options.MarkNames);
            if (named < 0)
            {
                return -1;
            }

            Notes.Add($"Column '{Header[named]}' contains the events; name another with --event.");
        }

        return Take(named);
    }

    // Sums of the numbers of orders mean nothing, and they are not always numbers: C536379 is a cancellation.
    private void LeaveOutNumbersOfOrders()
    {
        foreach (int column in All.Where(
            c => _options.MarkNames.Count > 0 && IsFree(c) && IsNumeric(c) && NumberOfOrder().IsMatch(Header[c])))
        {
            Notes.Add($"Column '{Header[Take(column)]}' is left out: its name is that of an identifier. "
                + "Name it with --numbers if it is meant.");
        }
    }

    // Names such as order_id, InvoiceNo and Receipt number, but not number, paid or visits_number.
    [GeneratedRegex(@".[\W_](?i:id)$|[^sS\W_][\W_](?i:no|nr|number)$|\p{Ll}(?:I[dD]|N[or]|Number)$")]
    private static partial Regex NumberOfOrder();

    // A column with a different text in nearly every row contains remarks or numbers of bookings, not categories. A
    // column that is meant to hold numbers is not a category either.
    private int[] FindCategories(ref int named)
    {
        var found = new List<int>();
        foreach (int c in All.Where(c => IsFree(c) && !IsNumeric(c) && !IsRefused(c)))
        {
            int rows = Sample.Count;
            if (rows >= FewRows && CountDistinct(c) > MostDistinct * rows)
            {
                Notes.Add(
                    $"Column '{Header[c]}' is left out: its texts hardly ever repeat. Name it with --categories if it "
                    + "is meant.");
                continue;
            }

            found.Add(Take(c));
        }

        if (named < 0 && found.Count > 0 && _options.Event is null)
        {
            named = found[0];
            found.RemoveAt(0);
            Notes.Add($"Column '{Header[named]}' names the events; name another with --event.");
        }

        return [.. found];
    }
}
