using Carousel.Data;

namespace Carousel.Studio.Data;

/// <summary>A table with its findings, from which the possible jobs are derived.</summary>
/// <param name="Table">The table.</param>
/// <param name="Ids">The column that tells series apart, or −1.</param>
/// <param name="HasTime">Whether rows have times.</param>
/// <param name="Frequency">The distance between rows; null where they are irregular.</param>
/// <param name="Audit">What was found in the times; null without them.</param>
internal sealed record TableSubject(Table Table, int Ids, bool HasTime, Frequency? Frequency, SeriesAudit? Audit)
{
    private static readonly string[] _labelNames =
        ["label", "class", "category", "target", "y", "state", "activity", "tag", "sentiment"];

    private static readonly string[] _aheadNames =
    [
        "holiday", "feiertag", "ferien", "vacation", "weekend", "wochenende", "promo", "aktion", "campaign", "event",
        "price", "preis", "closed", "open",
    ];

    private static readonly string[] _alarmNames =
        ["anomaly", "is_anomaly", "anomalous", "outlier", "is_outlier", "attack", "fault", "label"];

    /// <summary>Columns of numbers that may be meant.</summary>
    public IReadOnlyList<int> Numbers { get; } =
    [
        .. Enumerable.Range(0, Table.Columns.Count)
            .Where(c => c != Ids && Table.Columns[c] is { IsNumber: true, Count: > 0 } && !Table.Counters.Contains(c)),
    ];

    /// <summary>
    /// The likeliest target: the last column of numbers, as the command chooses, preferably neither a switch nor known
    /// ahead by its name; or −1.
    /// </summary>
    public int Target
    {
        get
        {
            int[] meant = [.. Numbers.Where(c => c != Alarm)];
            return meant.LastOrDefault(c => !IsSwitch(c) && !IsAhead(c), meant.LastOrDefault(-1));
        }
    }

    /// <summary>Switches whose names say that they are known ahead.</summary>
    public IReadOnlyList<int> Ahead =>
        [.. Numbers.Where(c => c != Alarm && c != Target && IsSwitch(c) && IsAhead(c))];

    /// <summary>A column of 0 and 1 that says what is an anomaly, or −1.</summary>
    public int Alarm { get; } = Enumerable.Range(0, Table.Columns.Count).FirstOrDefault(
        c => Table.Columns[c].IsFlag && Table.Columns[c].Mean < 0.5
            && _alarmNames.Contains(Table.Columns[c].Name, StringComparer.OrdinalIgnoreCase), -1);

    /// <summary>Columns of few texts: what may be a class.</summary>
    public IReadOnlyList<int> Classes { get; } =
    [
        .. Enumerable.Range(0, Table.Columns.Count)
            .Where(c => c != Ids && c != Table.Time && IsClass(Table.Columns[c]))
            .OrderByDescending(c => _labelNames.Contains(Table.Columns[c].Name, StringComparer.OrdinalIgnoreCase)),
    ];

    /// <summary>Columns of texts of several words.</summary>
    public IReadOnlyList<int> Texts { get; } =
    [
        .. Enumerable.Range(0, Table.Columns.Count)
            .Where(c => c != Table.Time && Table.Columns[c] is { IsNumber: false, MeanLength: > 12 } column
                && !IsClass(column)),
    ];

    /// <summary>The name of a column.</summary>
    public string NameOf(int column) => Table.Columns[column].Name;

    /// <summary>Whether a column has one value for each id.</summary>
    /// <param name="column">The column.</param>
    public bool IsOneForEachId(int column)
    {
        if (Ids < 0 || Table.Columns[column] is not { IsCoded: true } classes)
        {
            return false;
        }

        var seen = new Dictionary<float, int>();
        for (int r = 0; r < Table.Starts.Count; r++)
        {
            TableColumn ids = Table.Columns[Ids];
            float id = ids.IsNumber ? ids.Values[r] : ids.Codes[r];
            if (!seen.TryAdd(id, classes.Codes[r]) && seen[id] != classes.Codes[r])
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSwitch(int column) => Table.Columns[column].IsFlag;

    private bool IsAhead(int column) =>
        _aheadNames.Any(name => NameOf(column).Contains(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsClass(TableColumn column) =>
        column is { IsNumber: false, IsCoded: true, Distinct: > 1 and <= 200, MeanLength: < 40 }
        && 3 * column.Distinct <= column.Count;
}
