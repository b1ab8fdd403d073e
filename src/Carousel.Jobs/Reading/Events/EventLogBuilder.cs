using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>Collects events in any order of ids, then puts them in order.</summary>
internal sealed class EventLogBuilder
{
    private readonly string _name;
    private readonly bool _sort;
    private readonly Dictionary<string, int> _entityOf = [];
    private readonly List<string> _ids = [];
    private readonly List<int> _lastRow = [], _entity = [];
    private readonly List<DateTime> _times = [];
    private readonly List<long> _lines = [];
    private readonly List<int> _rows = [];
    private readonly List<float>? _labels;
    private readonly (string Name, Dictionary<string, int> Codes, List<string> Values, List<int> Rows)[] _categories;
    private readonly (string Name, List<float> Rows)[] _numbers;

    /// <summary>A builder of a log with these columns.</summary>
    /// <param name="name">How messages call the log.</param>
    /// <param name="categories">Columns of categories, that of the event's name first.</param>
    /// <param name="numbers">Columns of numbers.</param>
    /// <param name="label">The column of labels, or null.</param>
    /// <param name="sort">Whether events that are not in order of time are sorted; otherwise they are refused.</param>
    public EventLogBuilder(
        string name, IReadOnlyList<string> categories, IReadOnlyList<string> numbers, string? label = null,
        bool sort = false)
    {
        (_name, _sort, LabelName) = (name, sort, label);
        _categories =
        [
            .. categories.Select(
                c => (c, new Dictionary<string, int>(), new List<string>(), new List<int>())),
        ];
        _numbers = [.. numbers.Select(n => (n, new List<float>()))];
        _labels = label is null ? null : [];
    }

    /// <summary>The column of ids, for messages.</summary>
    public string IdName { get; init; } = "id";

    /// <summary>The column of time stamps, for messages.</summary>
    public string TimeName { get; init; } = "time";

    /// <summary>The number of the time column in its file, from 1, for messages; 0 without such a column.</summary>
    public int TimeColumn { get; init; }

    /// <summary>The clock of the time stamps; null where they name none.</summary>
    public StampClock? Clock { get; set; }

    /// <summary>The column of labels, or null.</summary>
    public string? LabelName { get; }

    /// <summary>How many events there are so far.</summary>
    public int Count => _times.Count;

    /// <summary>What was found without being asked, a sentence each.</summary>
    public IList<string> Notes { get; } = [];

    /// <summary>The first line that was out of order, where events are sorted; 0 if all were in order.</summary>
    public long FirstUnsorted { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <param name="id">Whose it is.</param>
    /// <param name="time">When it was.</param>
    /// <param name="categories">[columns]: its categories.</param>
    /// <param name="numbers">[columns]: its numbers; NaN where it has none.</param>
    /// <param name="label">1 or 0, NaN where it is not known; not read where the log has no labels.</param>
    /// <param name="line">Its line, from 1; 0 takes the count of events.</param>
    /// <param name="row">Its row of the table, from 0; −1 where it comes from no table.</param>
    /// <exception cref="DataFormatException">It is earlier than the event before it of the same id, and events are not
    /// sorted.</exception>
    public void Add(
        string id, DateTime time, ReadOnlySpan<string> categories, ReadOnlySpan<float> numbers, float label = float.NaN,
        long line = 0, int row = -1)
    {
        line = line > 0 ? line : _times.Count + 1;
        ref int entity = ref CollectionsMarshal.GetValueRefOrAddDefault(_entityOf, id, out bool known);
        if (!known)
        {
            entity = _ids.Count;
            _ids.Add(id);
            _lastRow.Add(-1);
        }

        RequireOrder(id, _lastRow[entity], time, line);
        _lastRow[entity] = _times.Count;
        _entity.Add(entity);
        _times.Add(time);
        _lines.Add(line);
        _rows.Add(row);
        _labels?.Add(label);
        for (int c = 0; c < categories.Length; c++)
        {
            (_, Dictionary<string, int> codes, List<string> values, List<int> rows) = _categories[c];
            ref int code = ref CollectionsMarshal.GetValueRefOrAddDefault(codes, categories[c], out bool seen);
            if (!seen)
            {
                code = values.Count;
                values.Add(categories[c]);
            }

            rows.Add(code);
        }

        for (int c = 0; c < numbers.Length; c++)
        {
            _numbers[c].Rows.Add(numbers[c]);
        }
    }

    /// <summary>The log.</summary>
    /// <returns>All events by id, each id's in order of time.</returns>
    /// <exception cref="DataFormatException">The log has no events.</exception>
    public EventLog Build()
    {
        if (_times.Count == 0)
        {
            throw new DataFormatException($"{_name} is empty. A header line and rows of events are expected.");
        }

        int[] starts = CountEvents();
        int[] order = Order(starts);
        return new EventLog([.. _ids], starts, Pick(_times, order))
        {
            Name = _name,
            Notes = [.. Notes],
            IdName = IdName,
            TimeName = TimeName,
            Clock = Clock,
            Categories = [.. _categories.Select(c => new EventCategory(c.Name, c.Values))],
            Numbers = [.. _numbers.Select(n => n.Name)],
            LabelName = LabelName,
            AllCodes = [.. _categories.Select(c => Pick(c.Rows, order))],
            AllNumbers = [.. _numbers.Select(n => Pick(n.Rows, order))],
            AllLabels = _labels is null ? null : Pick(_labels, order),
            AllLines = Pick(_lines, order),
            AllRows = Pick(_rows, order),
        };
    }

    private static T[] Pick<T>(List<T> values, int[] order) => Array.ConvertAll(order, row => values[row]);

    private void RequireOrder(string id, int before, DateTime time, long line)
    {
        if (before < 0 || time >= _times[before])
        {
            return;
        }

        if (!_sort)
        {
            bool withClock = time.TimeOfDay != TimeSpan.Zero || _times[before].TimeOfDay != TimeSpan.Zero;
            throw OptionTable.Of(typeof(EventReadOptions)).Unfit(
                _name, line, TimeColumn,
                $"{EventLog.Format(time, withClock)} is earlier than the event before it of "
                + $"'{id}', {EventLog.Format(_times[before], withClock)} on line {_lines[before]}. Put the rows in "
                + $"order of time, or pass {{Sort}}.");
        }

        FirstUnsorted = FirstUnsorted == 0 ? line : FirstUnsorted;
    }

    private int[] CountEvents()
    {
        var starts = new int[_ids.Count + 1];
        foreach (int entity in _entity)
        {
            starts[entity + 1]++;
        }

        for (int entity = 0; entity < _ids.Count; entity++)
        {
            starts[entity + 1] += starts[entity];
        }

        return starts;
    }

    private int[] Order(int[] starts)
    {
        var order = new int[_times.Count];
        int[] next = starts[..^1];
        for (int row = 0; row < order.Length; row++)
        {
            order[next[_entity[row]]++] = row;
        }

        if (FirstUnsorted > 0)
        {
            // Rows as second key keep events of the same time in the order of the file.
            var byTime = Comparer<int>.Create(
                (a, b) => _times[a] == _times[b] ? a.CompareTo(b) : _times[a].CompareTo(_times[b]));
            for (int entity = 0; entity < _ids.Count; entity++)
            {
                order.AsSpan(starts[entity], starts[entity + 1] - starts[entity]).Sort(byTime);
            }
        }

        return order;
    }
}
