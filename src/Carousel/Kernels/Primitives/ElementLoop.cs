using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Memory;

namespace Carousel.Kernels.Primitives;

/// <summary>What happens to one place of up to four arrays.</summary>
internal interface IElementMap
{
    /// <summary>The new y from the inputs and the old y.</summary>
    V Apply<V, O>(V a, V b, V c, V y)
        where V : struct
        where O : ILanes<V>;
}

/// <summary>Applies a map to every place: y[i] = map(a[i], b[i], c[i], y[i]). Places do not touch each other, so bits depend on no width and no split.</summary>
/// <remarks>What a map does not read costs nothing: an empty b or c stands for a.</remarks>
internal static unsafe class ElementLoop
{
    /// <summary>Runs a map on the widest vectors there are.</summary>
    /// <typeparam name="M">A struct, so that the map becomes part of the loop.</typeparam>
    /// <param name="map">The map.</param>
    /// <param name="a">[n].</param>
    /// <param name="b">[n], or empty.</param>
    /// <param name="c">[n], or empty.</param>
    /// <param name="y">[n], overwritten; may be a, b or c.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Run<M>(in M map, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> y)
        where M : struct, IElementMap
    {
        int n = y.Length;
        ShapeException.Require(a, n);
        b = b.IsEmpty ? a : b;
        c = c.IsEmpty ? a : c;
        ShapeException.Require(b, n);
        ShapeException.Require(c, n);
        fixed (float* pa = a, pb = b, pc = c, py = y)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Run<Vector512<float>, Lanes512, M>(map, pa, pb, pc, py, n);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Run<Vector256<float>, Lanes256, M>(map, pa, pb, pc, py, n);
            }
            else
            {
                Run<Vector128<float>, Lanes128, M>(map, pa, pb, pc, py, n);
            }
        }
    }

    /// <inheritdoc cref="Run{M}(in M, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void Run<M>(in M map, ReadOnlySpan<float> a, Span<float> y)
        where M : struct, IElementMap
        => Run(map, a, default, default, y);

    /// <inheritdoc cref="Run{M}(in M, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void Run<M>(in M map, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        where M : struct, IElementMap
        => Run(map, a, b, default, y);

    private static void Run<V, O, M>(M map, float* a, float* b, float* c, float* y, int n)
        where V : struct
        where O : ILanes<V>
        where M : struct, IElementMap
    {
        int whole = n - (n % O.Count);
        Loop<V, O, M>(map, a, b, c, y, whole);
        if (whole < n)
        {
            Rest<V, O, M>(map, a + whole, b + whole, c + whole, y + whole, n - whole);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<V, O, M>(M map, float* a, float* b, float* c, float* y, int n)
        where V : struct
        where O : ILanes<V>
        where M : struct, IElementMap
    {
        for (int i = 0; i < n; i += O.Count)
        {
            O.Store(map.Apply<V, O>(O.Load(a + i), O.Load(b + i), O.Load(c + i), O.Load(y + i)), y + i);
        }
    }

    /// <summary>The values behind the last whole vector, through a vector of their own.</summary>
    private static void Rest<V, O, M>(M map, float* a, float* b, float* c, float* y, int n)
        where V : struct
        where O : ILanes<V>
        where M : struct, IElementMap
    {
        float* lanes = stackalloc float[4 * 16];
        for (int i = 0; i < n; i++)
        {
            lanes[i] = a[i];
            lanes[16 + i] = b[i];
            lanes[32 + i] = c[i];
            lanes[48 + i] = y[i];
        }

        O.Store(map.Apply<V, O>(O.Load(lanes), O.Load(lanes + 16), O.Load(lanes + 32), O.Load(lanes + 48)), lanes);
        for (int i = 0; i < n; i++)
        {
            y[i] = lanes[i];
        }
    }
}
