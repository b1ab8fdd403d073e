using System.Runtime.InteropServices;

namespace Carousel.Jobs.Reading;

/// <content>Rows wait on disk while those of other series are read.</content>
internal sealed partial class SeriesBuilder
{
    private readonly List<(long Start, int Rows)> _parts = [];
    private int _spilled;

    /// <summary>How many bytes a row takes while it waits.</summary>
    public int BytesOfARow => Marshal.SizeOf<long>() + (layout.Times is null ? 0 : Marshal.SizeOf<long>())
        + sizeof(int) + (sizeof(float) * _values.Length);

    /// <summary>Writes the rows that wait in memory to disk.</summary>
    /// <param name="rows">The file.</param>
    public void Spill(SpilledRows rows)
    {
        if (_lines.Count == 0)
        {
            return;
        }

        int count = _lines.Count;
        long start = rows.Append<long>(CollectionsMarshal.AsSpan(_lines));
        rows.Append(MemoryMarshal.Cast<DateTime, long>(CollectionsMarshal.AsSpan(_times)));
        rows.Append<int>(CollectionsMarshal.AsSpan(_places));
        foreach (List<float> column in _values)
        {
            rows.Append<float>(CollectionsMarshal.AsSpan(column));
        }

        _parts.Add((start, count));
        _spilled += count;
        Empty();
    }

    /// <summary>Works on the rows, which are read back for that where they wait on disk.</summary>
    /// <param name="rows">The file; null where all rows are in memory.</param>
    /// <param name="work">What is done.</param>
    /// <param name="changes">Whether the rows may be others afterwards.</param>
    public T With<T>(SpilledRows? rows, Func<SeriesBuilder, T> work, bool changes = false)
    {
        if (rows is null || _parts.Count == 0)
        {
            return work(this);
        }

        foreach ((long start, int count) in _parts)
        {
            long at = start;
            at = ReadBack(rows, _lines, at, count);
            at = layout.Times is null ? at : ReadBack(rows, _times, at, count);
            at = ReadBack(rows, _places, at, count);
            foreach (List<float> column in _values)
            {
                at = ReadBack(rows, column, at, count);
            }
        }

        _spilled = 0;
        T done = work(this);
        if (changes)
        {
            _parts.Clear();
            Spill(rows);
        }
        else
        {
            _spilled = _lines.Count;
            Empty();
        }

        return done;
    }

    private static long ReadBack<T>(SpilledRows rows, List<T> list, long from, int count) where T : unmanaged
    {
        int before = list.Count;
        CollectionsMarshal.SetCount(list, before + count);
        Span<T> read = CollectionsMarshal.AsSpan(list)[before..];
        rows.Read(from, read);
        return from + MemoryMarshal.AsBytes(read).Length;
    }

    // Thousands of lists that keep their room would hold what was written.
    private void Empty()
    {
        Release(_lines);
        Release(_times);
        Release(_places);
        Array.ForEach(_values, Release);
    }

    private static void Release<T>(List<T> list)
    {
        list.Clear();
        list.Capacity = 0;
    }
}
