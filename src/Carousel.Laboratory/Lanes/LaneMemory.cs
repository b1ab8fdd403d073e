using System.Runtime.InteropServices;

namespace Carousel.Laboratory.Lanes;

/// <summary>Aligned memory that the garbage collector does not move, zero at first, handed out piece by piece.</summary>
internal sealed unsafe class LaneMemory : IDisposable
{
    private const nuint Alignment = 64;
    private readonly List<nint> _pieces = [];

    /// <summary>Room for some numbers, all 0.</summary>
    /// <param name="count">How many.</param>
    public float* Floats(long count)
    {
        nuint bytes = (nuint)Math.Max(count, 1) * sizeof(float);
        void* piece = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(piece, bytes);
        _pieces.Add((nint)piece);
        return (float*)piece;
    }

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        foreach (nint piece in _pieces)
        {
            NativeMemory.AlignedFree((void*)piece);
        }

        _pieces.Clear();
    }
}
