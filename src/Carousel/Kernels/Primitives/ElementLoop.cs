using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>What happens to one place of up to four arrays.</summary>
internal interface IElementMap
{
    /// <summary>How many of a, b, c the map reads.</summary>
    static virtual int Inputs => 3;

    /// <summary>True where the map reads the old y.</summary>
    static virtual bool ReadsOutput => true;

    /// <summary>The new y from the inputs and the old y.</summary>
    V Apply<V, O>(V a, V b, V c, V y)
        where O : ILanes<V>;
}

/// <summary>A map of a to a new y.</summary>
internal interface IMapOne : IElementMap
{
    static int IElementMap.Inputs => 1;

    static bool IElementMap.ReadsOutput => false;
}

/// <summary>A map of a and b to a new y.</summary>
internal interface IMapTwo : IElementMap
{
    static int IElementMap.Inputs => 2;

    static bool IElementMap.ReadsOutput => false;
}

/// <summary>A map of a, b and c to a new y.</summary>
internal interface IMapThree : IElementMap
{
    static bool IElementMap.ReadsOutput => false;
}

/// <summary>A map that changes y by a.</summary>
internal interface IUpdateByOne : IElementMap
{
    static int IElementMap.Inputs => 1;
}

/// <summary>A map that changes y by a and b.</summary>
internal interface IUpdateByTwo : IElementMap
{
    static int IElementMap.Inputs => 2;
}

/// <summary>
/// Applies a map to every place: y[i] = map(a[i], b[i], c[i], y[i]). Places do not touch each other, so bits depend on
/// no width and no split.
/// </summary>
/// <remarks>An input that a map does not read costs nothing: a is passed for an empty b or c.</remarks>
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
    public static void Run<M>(
        in M map, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> y)
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

    /// <summary>Runs a map on one width, for kernels that have chosen it for many short rows.</summary>
    /// <param name="map">The map.</param>
    /// <param name="a">[n].</param>
    /// <param name="b">[n]; a where the map does not read it.</param>
    /// <param name="c">[n]; a where the map does not read it.</param>
    /// <param name="y">[n], overwritten; may be a, b or c.</param>
    /// <param name="n">How many places.</param>
    internal static void Run<V, O, M>(M map, float* a, float* b, float* c, float* y, int n)
        where O : ILanes<V>
        where M : struct, IElementMap
    {
        int whole = n - (n % O.Count);
        if (whole > 0)
        {
            Loop<V, O, M>(map, a, b, c, y, whole);
        }

        if (whole < n)
        {
            Rest(map, a + whole, b + whole, c + whole, y + whole, n - whole);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<V, O, M>(M map, float* a, float* b, float* c, float* y, int n)
        where O : ILanes<V>
        where M : struct, IElementMap
    {
        for (int i = 0; i < n; i += O.Count)
        {
            O.Store(Apply<V, O, M>(map, a + i, b + i, c + i, y + i), y + i);
        }
    }

    /// <summary>One vector; what the map does not read is not loaded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Apply<V, O, M>(M map, float* a, float* b, float* c, float* y)
        where O : ILanes<V>
        where M : struct, IElementMap
    {
        V first = O.Load(a);
        return map.Apply<V, O>(
            first, M.Inputs > 1 ? O.Load(b) : first, M.Inputs > 2 ? O.Load(c) : first,
            M.ReadsOutput ? O.Load(y) : first);
    }

    /// <summary>
    /// The values after the last whole vector: four at a time, then one by one, each through the same map.
    /// </summary>
    private static void Rest<M>(M map, float* a, float* b, float* c, float* y, int n)
        where M : struct, IElementMap
    {
        int i = 0;
        for (; i + Lanes128.Count <= n; i += Lanes128.Count)
        {
            Lanes128.Store(Apply<Vector128<float>, Lanes128, M>(map, a + i, b + i, c + i, y + i), y + i);
        }

        for (; i < n; i++)
        {
            y[i] = map.Apply<Vector128<float>, Lanes128>(
                Vector128.CreateScalar(a[i]), Vector128.CreateScalar(b[i]), Vector128.CreateScalar(c[i]),
                Vector128.CreateScalar(y[i])).ToScalar();
        }
    }
}
