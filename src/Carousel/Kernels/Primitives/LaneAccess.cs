using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// How many neighbouring values one vector takes from memory: all its lanes, or, for the last few of a row, one.
/// </summary>
/// <typeparam name="V">The bare vector type.</typeparam>
internal unsafe interface ILaneAccess<V>
{
    static abstract int Count { get; }

    static abstract V Load(float* p);

    static abstract void Store(V v, float* p);
}

/// <summary>All lanes.</summary>
internal readonly unsafe struct WholeVector<V, O> : ILaneAccess<V>
    where O : ILanes<V>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => O.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(float* p) => O.Load(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V v, float* p) => O.Store(v, p);
}

/// <summary>One value in the lowest lane; the others are zero when loaded and are not stored.</summary>
internal readonly unsafe struct SingleValue : ILaneAccess<Vector128<float>>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* p) => Vector128.CreateScalar(*p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> v, float* p) => *p = v.ToScalar();
}
