using System.Globalization;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Events by id: when each was, what it was, and its numbers. The ids are in the order in which they came first.
/// </summary>
public sealed class EventLog
{
    private readonly string[] _ids;
    private readonly int[] _starts;
    private readonly bool _hasClock;

    /// <summary>A log of events by id, each id's in order of time.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="starts">[ids + 1]: where the events of each id begin.</param>
    /// <param name="times">When each event was.</param>
    internal EventLog(string[] ids, int[] starts, DateTime[] times)
    {
        (_ids, _starts, AllTimes, First, Last) = (ids, starts, times, times.Min(), times.Max());
        _hasClock = Array.Exists(times, t => t.TimeOfDay != TimeSpan.Zero);
    }

    /// <summary>The file as the user named it.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>What was found without being asked, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The column of ids.</summary>
    public string IdName { get; internal init; } = "";

    /// <summary>The column of time stamps.</summary>
    public string TimeName { get; internal init; } = "";

    /// <summary>The clock of the time stamps; null where they name none.</summary>
    internal StampClock? Clock { get; init; }

    /// <summary>The columns of categories, that of the event's name first.</summary>
    internal IReadOnlyList<EventCategory> Categories { get; init; } = [];

    /// <summary>The names of the columns of numbers.</summary>
    public IReadOnlyList<string> Numbers { get; internal init; } = [];

    /// <summary>The column of labels, or null.</summary>
    public string? LabelName { get; internal init; }

    /// <summary>How many ids there are.</summary>
    public int Count => _ids.Length;

    /// <summary>How many events there are.</summary>
    public int EventCount => AllTimes.Length;

    /// <summary>The earliest time stamp.</summary>
    public DateTime First { get; }

    /// <summary>The latest time stamp.</summary>
    public DateTime Last { get; }

    /// <summary>[events], the time stamps id after id: the memory of the log, as are the next three.</summary>
    public DateTime[] AllTimes { get; }

    /// <summary>[columns][events], the codes of the categories.</summary>
    public int[][] AllCodes { get; init; } = [];

    /// <summary>[columns][events], the numbers.</summary>
    public float[][] AllNumbers { get; init; } = [];

    /// <summary>[events], the labels; null without labels.</summary>
    public float[]? AllLabels { get; init; }

    internal long[] AllLines { get; init; } = [];

    internal int[] AllRows { get; init; } = [];

    /// <summary>The events of an id.</summary>
    /// <param name="index">0 … Count − 1.</param>
    /// <returns>Its events in order of time.</returns>
    internal EventSequence this[int index] =>
        new(this, _ids[index], _starts[index], _starts[index + 1] - _starts[index]);

    /// <summary>The event at a place in the order of the log: whose it is, and which of theirs.</summary>
    /// <param name="place">See <see cref="EventSequence.IndexAt"/>.</param>
    internal (EventSequence Events, int At) Find(int place)
    {
        int id = Array.BinarySearch(_starts, place);
        EventSequence events = this[id >= 0 ? id : ~id - 1];
        return (events, place - events.IndexAt(0));
    }

    /// <summary>The places, in the order of the log, of events selected by their time.</summary>
    /// <param name="isMeant">Whether events of a time are meant.</param>
    public int[] PlacesWhere(Func<DateTime, bool> isMeant) =>
        [.. Enumerable.Range(0, EventCount).Where(place => isMeant(AllTimes[place]))];

    /// <summary>The events of a span of time; ids without one are left out.</summary>
    /// <param name="first">The earliest.</param>
    /// <param name="last">The latest.</param>
    /// <param name="note">What became of the others.</param>
    /// <param name="lead">The category that names the events from now on.</param>
    internal EventLog Between(DateTime first, DateTime last, string note, int lead = 0)
    {
        IEnumerable<T> Led<T>(IReadOnlyList<T> all) =>
            all.Skip(lead).Take(1).Concat(all.Where((_, c) => c != lead));
        int[] places = PlacesWhere(t => t >= first && t <= last);
        int[] counts =
        [
            .. Enumerable.Range(0, Count).Select(id => this[id].Times.ToArray().Count(t => t >= first && t <= last)),
        ];
        int[] ids = [.. Enumerable.Range(0, Count).Where(id => counts[id] > 0)];
        int[] starts = new int[ids.Length + 1];
        for (int id = 0; id < ids.Length; id++)
        {
            starts[id + 1] = starts[id] + counts[ids[id]];
        }

        T[] Kept<T>(T[] values) => Array.ConvertAll(places, p => values[p]);
        return new EventLog([.. ids.Select(id => _ids[id])], starts, Kept(AllTimes))
        {
            Name = Name,
            Notes = [.. Notes, note],
            IdName = IdName,
            TimeName = TimeName,
            Categories = [.. Led(Categories)],
            Numbers = Numbers,
            LabelName = LabelName,
            Clock = Clock,
            AllRows = AllRows.Length > 0 ? Kept(AllRows) : [],
            AllCodes = [.. Led(AllCodes).Select(Kept)],
            AllNumbers = [.. AllNumbers.Select(Kept)],
            AllLabels = AllLabels is null ? null : Kept(AllLabels),
            AllLines = Kept(AllLines),
        };
    }

    /// <summary>
    /// Which row of the table, from 0, each event was read from, in the order of the log; −1 for one of no table.
    /// </summary>
    public int[] Rows() => [.. AllRows];

    /// <summary>A time stamp as text: only the date if no event of the log has an hour.</summary>
    /// <param name="time">The time stamp.</param>
    /// <returns>Such as <c>2001-06-30</c> or <c>2001-06-30 23:00:15</c>.</returns>
    public string Format(DateTime time) => Format(time, _hasClock);

    internal static string Format(DateTime time, bool withClock) =>
        time.ToString(withClock ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
