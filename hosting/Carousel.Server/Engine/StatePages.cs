namespace Carousel.Server.Engine;

/// <summary>States of the sessions of one model that are awake, in pages: growing moves none of them, and a page
/// without states is freed.</summary>
/// <remarks>One owner, one thread.</remarks>
/// <param name="size">Values of a state.</param>
internal sealed class StatePages(int size)
{
    // A page of small states is not a large object, for which a server with little memory may find no room.
    private const int PageValues = 1 << 14;

    private readonly int _rows = Math.Max(1, PageValues / Math.Max(1, size));
    private readonly List<Page> _pages = [];

    // Pages with room; the last one is filled first.
    private readonly List<int> _open = [];
    private int _spare = -1;

    /// <summary>How many states there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the pages.</summary>
    public long Bytes { get; private set; }

    /// <summary>A state.</summary>
    /// <param name="row">Its row.</param>
    public Span<float> this[int row] => _pages[row / _rows].Values.AsSpan(row % _rows * size, size);

    /// <summary>Takes a row; its values are undefined.</summary>
    public int Take()
    {
        if (_open.Count == 0)
        {
            _open.Add(_pages.Count);
            _pages.Add(new Page());
        }

        int p = _open[^1];
        Page page = _pages[p];
        if (page.Values.Length == 0)
        {
            page.Values = GC.AllocateUninitializedArray<float>(_rows * size);
            Bytes += (long)page.Values.Length * sizeof(float);
        }

        int row = page.Free.TryPop(out int free) ? free : page.Used++;
        if (page.Free.Count == 0 && page.Used == _rows)
        {
            _open.RemoveAt(_open.Count - 1);
        }

        Count++;
        return (p * _rows) + row;
    }

    /// <summary>Gives a row back.</summary>
    /// <param name="row">The row.</param>
    public void Release(int row)
    {
        int p = row / _rows;
        Page page = _pages[p];
        if (page.Free.Count == 0 && page.Used == _rows)
        {
            _open.Add(p);
        }

        page.Free.Push(row % _rows);
        Count--;
        if (page.Free.Count < page.Used)
        {
            return;
        }

        // One page without states is kept: the next state may come at once.
        if (_spare < 0 || _spare == p || _pages[_spare].Free.Count < _pages[_spare].Used)
        {
            _spare = p;
        }
        else
        {
            Bytes -= (long)page.Values.Length * sizeof(float);
            (page.Values, page.Used) = ([], 0);
            page.Free.Clear();
        }
    }

    private sealed class Page
    {
        public float[] Values { get; set; } = [];

        public Stack<int> Free { get; } = new();

        public int Used { get; set; }
    }
}
