using System.Runtime.InteropServices;

namespace Carousel.Laboratory.Lanes;

/// <summary>Memory of a lane network: pieces of zeros, each on a boundary of 64 bytes, given back together.</summary>
internal sealed unsafe class LaneRoom : IDisposable
{
    private const int Alignment = 64;

    private readonly List<nint> _pieces = [];

    /// <summary>Gives it back where nobody has.</summary>
    ~LaneRoom() => Free();

    /// <summary>A piece of zeros, at least one value.</summary>
    /// <param name="count">Values of 4 bytes.</param>
    public float* Floats(long count)
    {
        nuint bytes = (nuint)Math.Max(count, 1) * sizeof(float);
        void* piece = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(piece, bytes);
        _pieces.Add((nint)piece);
        return (float*)piece;
    }

    /// <summary>A piece of zeros, at least one value.</summary>
    /// <param name="count">Values of 4 bytes.</param>
    public int* Integers(long count) => (int*)Floats(count);

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
    }
}
