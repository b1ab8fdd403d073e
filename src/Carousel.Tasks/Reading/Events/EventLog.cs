using System.Globalization;

namespace Carousel.Tasks.Reading.Events;

/// <summary>Events by id: when each was, what it was, and its numbers. The ids are in the order in which they came first.</summary>
public sealed class EventLog
{
    private readonly string[] _ids;
    private readonly int[] _starts;
    private readonly bool _hasClock;

    internal EventLog(EventLogParts parts)
    {
        (Name, Notes, IdName, TimeName) = (parts.Name, parts.Notes, parts.IdName, parts.TimeName);
        (Categories, Numbers, LabelName) = (parts.Categories, parts.NumberNames, parts.LabelName);
        (_ids, _starts) = (parts.Ids, parts.Starts);
        (AllTimes, AllCodes, AllNumbers, AllLabels, AllLines) = (parts.Times, parts.Codes, parts.Numbers, parts.Labels, parts.Lines);
        (First, Last) = (AllTimes.Min(), AllTimes.Max());
        _hasClock = Array.Exists(AllTimes, t => t.TimeOfDay != TimeSpan.Zero);
    }

    /// <summary>The file as the user named it.</summary>
    public string Name { get; }

    /// <summary>What was found without being asked, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The column of ids.</summary>
    public string IdName { get; }

    /// <summary>The column of time stamps.</summary>
    public string TimeName { get; }

    /// <summary>The columns of categories, that of the event's name first.</summary>
    public IReadOnlyList<EventCategory> Categories { get; }

    /// <summary>The names of the columns of numbers.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>The column of labels, or null.</summary>
    public string? LabelName { get; }

    /// <summary>How many ids there are.</summary>
    public int Count => _ids.Length;

    /// <summary>How many events there are.</summary>
    public int EventCount => AllTimes.Length;

    /// <summary>The earliest time stamp.</summary>
    public DateTime First { get; }

    /// <summary>The latest time stamp.</summary>
    public DateTime Last { get; }

    internal DateTime[] AllTimes { get; }

    internal int[][] AllCodes { get; }

    internal float[][] AllNumbers { get; }

    internal float[]? AllLabels { get; }

    internal long[] AllLines { get; }

    /// <summary>The events of an id.</summary>
    /// <param name="index">0 … Count − 1.</param>
    /// <returns>Its events in order of time.</returns>
    public EventSequence this[int index] => new(this, _ids[index], _starts[index], _starts[index + 1] - _starts[index]);

    /// <summary>The event at a place of the log's own order: whose it is, and which of theirs.</summary>
    /// <param name="place">See <see cref="EventSequence.IndexAt"/>.</param>
    internal (EventSequence Events, int At) Find(int place)
    {
        int id = Array.BinarySearch(_starts, place);
        EventSequence events = this[id >= 0 ? id : ~id - 1];
        return (events, place - events.IndexAt(0));
    }

    /// <summary>The places in the log's own order of events by their time.</summary>
    /// <param name="isMeant">Whether events of a time are meant.</param>
    internal int[] PlacesWhere(Func<DateTime, bool> isMeant) =>
        [.. Enumerable.Range(0, EventCount).Where(place => isMeant(AllTimes[place]))];

    /// <summary>Which row of the table, from 0, each event was read from, in the log's own order: of a log that was read from a file, where every row is an event.</summary>
    internal int[] Rows()
    {
        int[] order = [.. Enumerable.Range(0, AllLines.Length)], rows = new int[AllLines.Length];
        Array.Sort(AllLines.ToArray(), order);
        for (int row = 0; row < order.Length; row++)
        {
            rows[order[row]] = row;
        }

        return rows;
    }

    /// <summary>A time stamp as text: a date alone where no event of the log has an hour.</summary>
    /// <param name="time">The time stamp.</param>
    /// <returns>Such as <c>2001-06-30</c> or <c>2001-06-30 23:00:15</c>.</returns>
    public string Format(DateTime time) => Format(time, _hasClock);

    internal static string Format(DateTime time, bool withClock) =>
        time.ToString(withClock ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
