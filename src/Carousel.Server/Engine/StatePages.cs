namespace Carousel.Server.Engine;

/// <summary>States of the sessions of one model that are awake, in pages: growing moves none of them.</summary>
/// <remarks>One owner, one thread.</remarks>
/// <param name="size">Values of a state.</param>
internal sealed class StatePages(int size)
{
    private const int PageValues = 1 << 18;

    private readonly int _rows = Math.Max(1, PageValues / Math.Max(1, size));
    private readonly List<float[]> _pages = [];
    private readonly Stack<int> _free = new();
    private int _used;

    /// <summary>How many states there are.</summary>
    public int Count => _used - _free.Count;

    /// <summary>A state.</summary>
    /// <param name="row">Its row.</param>
    public Span<float> this[int row] => _pages[row / _rows].AsSpan(row % _rows * size, size);

    /// <summary>Takes a row; its values are undefined.</summary>
    public int Take()
    {
        if (_free.TryPop(out int row))
        {
            return row;
        }

        if (_used == _pages.Count * _rows)
        {
            _pages.Add(GC.AllocateUninitializedArray<float>(_rows * size));
        }

        return _used++;
    }

    /// <summary>Gives a row back.</summary>
    /// <param name="row">The row.</param>
    public void Release(int row) => _free.Push(row);
}
