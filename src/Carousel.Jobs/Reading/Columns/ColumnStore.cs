using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// The rows of the series of a column file. A series is read as a whole, by one call of the system, when a value
/// of it is asked for; those that were not asked for lately are forgotten.
/// </summary>
/// <remarks>Read and not mapped: pages of a mapping count as memory of the process.</remarks>
internal sealed class ColumnStore
{
    private const long KeptColumns = 64L << 20, KeptTimes = 64L << 20;

    private readonly SpilledRows _file;
    private readonly IReadOnlyList<ColumnEntry> _entries;
    private readonly int _columns;
    private readonly Frequency? _frequency;
    private readonly MadeOnDemand<float[][]> _values;
    private readonly MadeOnDemand<DateTime[]> _times;
    private readonly int[] _timesOf;
    private readonly List<int> _first = [];

    /// <summary>The rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entries">Where each series lies.</param>
    /// <param name="columns">Columns of a series, weights among them.</param>
    /// <param name="frequency">The distance between stamps.</param>
    public ColumnStore(
        SpilledRows file, IReadOnlyList<ColumnEntry> entries, int columns, Frequency? frequency)
    {
        (_file, _entries, _columns, _frequency) = (file, entries, columns, frequency);
        _values = new MadeOnDemand<float[][]>(
            entries.Count, ReadValues, v => v.Sum(c => (long)c.Length) * sizeof(float), KeptColumns);

        // Series of the same stamps share one array of them.
        var known = new Dictionary<(DateTime, int, int), int>();
        _timesOf = new int[entries.Count];
        for (int s = 0; s < entries.Count; s++)
        {
            ColumnEntry entry = entries[s];
            (DateTime, int, int) key = (entry.Start, entry.Length, entry.IsOnGrid ? -1 : s);
            if (!known.TryGetValue(key, out _timesOf[s]))
            {
                known.Add(key, _timesOf[s] = _first.Count);
                _first.Add(s);
            }
        }

        _times = new MadeOnDemand<DateTime[]>(
            _first.Count, i => ReadTimes(_first[i]), t => (long)t.Length * sizeof(long), KeptTimes);
    }

    /// <summary>[columns][rows]: the values of a series.</summary>
    /// <param name="series">Which series.</param>
    public float[][] Values(int series) => _values[series];

    /// <summary>[rows]: its stamps.</summary>
    /// <param name="series">Which series.</param>
    public DateTime[] Times(int series) => _times[_timesOf[series]];

    private float[][] ReadValues(int series)
    {
        ColumnEntry entry = _entries[series];
        float[][] values = [.. Enumerable.Range(0, _columns).Select(_ => new float[entry.Length])];
        for (int c = 0; c < values.Length; c++)
        {
            _file.Read<float>(entry.Offset + ((long)entry.Length * c * sizeof(float)), values[c]);
        }

        return values;
    }

    private DateTime[] ReadTimes(int series)
    {
        ColumnEntry entry = _entries[series];
        var times = new DateTime[entry.Length];
        if (!entry.IsOnGrid)
        {
            _file.Read<DateTime>(entry.Offset + ((long)entry.Length * _columns * sizeof(float)), times);
            return times;
        }

        for (int t = 0; t < times.Length; t++)
        {
            times[t] = t == 0 ? entry.Start : _frequency!.Add(entry.Start, t);
        }

        return times;
    }
}
