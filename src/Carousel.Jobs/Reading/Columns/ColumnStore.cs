using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Storage;
using Microsoft.Win32.SafeHandles;

namespace Carousel.Jobs.Reading;

/// <summary>
/// The rows of the series of an open column file. A series is read as a whole, by one call of the system, when a value
/// of it is asked for; those that were not asked for lately are forgotten.
/// </summary>
/// <remarks>Read and not mapped: pages of a mapping count as memory of the process.</remarks>
internal sealed class ColumnStore
{
    private const long KeptColumns = 64L << 20, KeptTimes = 64L << 20;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly IReadOnlyList<ColumnEntry> _entries;
    private readonly int _columns;
    private readonly Frequency? _frequency;
    private readonly MadeOnDemand<float[][]> _values;
    private readonly MadeOnDemand<DateTime[]> _times;
    private readonly int[] _timesOf;
    private readonly List<int> _first = [];

    /// <summary>The rows of a file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="entries">Where each series lies.</param>
    /// <param name="columns">Columns of a series, weights among them.</param>
    /// <param name="frequency">The distance between stamps.</param>
    public ColumnStore(
        SafeFileHandle file, string path, IReadOnlyList<ColumnEntry> entries, int columns, Frequency? frequency)
    {
        (_file, _path, _entries, _columns, _frequency) = (file, path, entries, columns, frequency);
        _values = new MadeOnDemand<float[][]>(
            entries.Count, ReadValues, v => v.Sum(c => (long)c.Length) * sizeof(float), KeptColumns);

        // Series of the same stamps share one array of them.
        var known = new Dictionary<(long, int, long), int>();
        _timesOf = new int[entries.Count];
        for (int s = 0; s < entries.Count; s++)
        {
            ColumnEntry entry = entries[s];
            (long, int, long) key = (entry.Start, entry.Length, entry.IsOnGrid ? -1 : s);
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

    /// <summary>Reads as many bytes as are asked for.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="bytes">Overwritten.</param>
    /// <param name="from">Where they begin.</param>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public static void ReadWhole(SafeFileHandle file, Span<byte> bytes, long from)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file, bytes, from);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            bytes = bytes[read..];
            from += read;
        }
    }

    private float[][] ReadValues(int series)
    {
        ColumnEntry entry = _entries[series];
        float[][] values = [.. Enumerable.Range(0, _columns).Select(_ => new float[entry.Length])];
        long at = entry.Offset;
        ulong hash = 0;
        foreach (float[] column in values)
        {
            at = Read(series, MemoryMarshal.AsBytes(column.AsSpan()), at, ref hash);
        }

        return hash == entry.Hash ? values : throw Damaged(series);
    }

    private DateTime[] ReadTimes(int series)
    {
        ColumnEntry entry = _entries[series];
        var times = new DateTime[entry.Length];
        if (!entry.IsOnGrid)
        {
            ulong hash = 0;
            long start = entry.Offset + ((long)entry.Length * _columns * sizeof(float));
            Read(series, MemoryMarshal.AsBytes(MemoryMarshal.Cast<DateTime, long>(times.AsSpan())), start, ref hash);
            return hash == entry.TimeHash ? times : throw Damaged(series);
        }

        var first = DateTime.FromBinary(entry.Start);
        for (int t = 0; t < times.Length; t++)
        {
            times[t] = t == 0 ? first : _frequency!.Add(first, t);
        }

        return times;
    }

    private long Read(int series, Span<byte> bytes, long from, ref ulong hash)
    {
        try
        {
            ReadWhole(_file, bytes, from);
        }
        catch (EndOfStreamException)
        {
            throw Damaged(series);
        }
        catch (IOException e)
        {
            throw new DataFormatException($"{_path}: the columns on disk can't be read. {e.Message}", e);
        }

        hash = XxHash64.Of(bytes, hash);
        return from + bytes.Length;
    }

    private DataFormatException Damaged(int series) => new(
        $"{_path}: the columns of series '{_entries[series].Id}' are damaged. Remove the file; it is made again from "
        + "the rows.");
}
