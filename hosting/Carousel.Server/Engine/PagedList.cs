using System.Numerics;
using System.Runtime.CompilerServices;

namespace Carousel.Server.Engine;

/// <summary>A list of pages that are smaller than large objects, for which a process with little memory may find no
/// room. Growing moves nothing.</summary>
/// <remarks>One owner, one thread.</remarks>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class PagedList<T>
{
    private const int MostPageBytes = 48 << 10;

    private static readonly int _bits = BitOperations.Log2((uint)(MostPageBytes / Unsafe.SizeOf<T>()));

    private readonly List<T[]> _pages = [];

    /// <summary>How many places there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the pages.</summary>
    public long Bytes => _pages.Count * PageBytes;

    /// <summary>Bytes that the next <see cref="Add"/> needs; 0 where there is room.</summary>
    public long GrowthBytes => Count >> _bits == _pages.Count ? PageBytes : 0;

    /// <summary>The item at a place.</summary>
    /// <param name="place">The place.</param>
    public ref T this[int place] => ref _pages[place >> _bits][place & ((1 << _bits) - 1)];

    /// <summary>Adds a place.</summary>
    /// <param name="value">The item.</param>
    /// <returns>The place.</returns>
    public int Add(in T value)
    {
        if (GrowthBytes > 0)
        {
            _pages.Add(new T[1 << _bits]);
        }

        this[Count] = value;
        return Count++;
    }

    private static long PageBytes => (1L << _bits) * Unsafe.SizeOf<T>();
}
