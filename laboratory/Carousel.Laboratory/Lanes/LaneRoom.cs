using System.Runtime.InteropServices;

namespace Carousel.Laboratory.Lanes;

/// <summary>Memory of a lane network: pieces of zeros, each on a boundary of 64 bytes, given back together.</summary>
internal sealed unsafe class LaneRoom : IDisposable
{
    private const int Alignment = 64;

    private readonly List<nint> _pieces = [];
    private readonly List<long> _counts = [];

    /// <summary>Frees it if it was not disposed.</summary>
    ~LaneRoom() => Free();

    /// <summary>Values of all pieces.</summary>
    public long Values => _counts.Sum();

    /// <summary>A piece of zeros, at least one value.</summary>
    /// <param name="count">Values of 4 bytes.</param>
    public float* Floats(long count)
    {
        nuint bytes = (nuint)Math.Max(count, 1) * sizeof(float);
        void* piece = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(piece, bytes);
        _pieces.Add((nint)piece);
        _counts.Add(count);
        return (float*)piece;
    }

    /// <summary>A piece of zeros, at least one value.</summary>
    /// <param name="count">Values of 4 bytes.</param>
    public int* Integers(long count) => (int*)Floats(count);

    /// <summary>
    /// A larger piece instead of one, with the same values at its beginning; what comes after them is not set.
    /// </summary>
    /// <param name="piece">The piece, which is given back; null for none.</param>
    /// <param name="count">Values of 4 bytes.</param>
    public float* Grow(float* piece, long count)
    {
        int place = _pieces.IndexOf((nint)piece);
        void* larger = NativeMemory.AlignedRealloc(piece, (nuint)count * sizeof(float), Alignment);
        if (place < 0)
        {
            _pieces.Add((nint)larger);
            _counts.Add(count);
        }
        else
        {
            (_pieces[place], _counts[place]) = ((nint)larger, count);
        }

        return (float*)larger;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (nint piece in _pieces)
        {
            NativeMemory.AlignedFree((void*)piece);
        }

        _pieces.Clear();
        _counts.Clear();
    }
}
