using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// The element-wise part of a GRU for one block of 16 units: leaves over values that a tile has just left in the cache.
/// </summary>
/// <remarks>A row's block is [n, r, z, s], 16 values each. The lanes are units.</remarks>
internal static unsafe class GruPointwise
{
    private const int Units = GruPanels.Units;

    /// <summary>Reset after: n = tanh(a_n + r⊙s), h = n + z⊙(h₋ − n); gates in place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void After<V, O>(
        int rows, float* gates, nint gatesStride, float* before, nint beforeStride, float* h, nint hStride)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = gates + u;
                V r = Activations.Logistic<V, O>(O.Load(g + Units));
                V z = Activations.Logistic<V, O>(O.Load(g + (2 * Units)));
                V n = Activations.Tanh<V, O>(O.MultiplyAdd(r, O.Load(g + (3 * Units)), O.Load(g)));
                O.Store(n, g);
                O.Store(r, g + Units);
                O.Store(z, g + (2 * Units));
                O.Store(O.MultiplyAdd(z, O.Subtract(O.Load(before + u), n), n), h + u);
            }

            gates += gatesStride;
            before += beforeStride;
            h += hStride;
        }
    }

    /// <summary>
    /// Reset before, first half: r and z in place, r⊙h₋ to group s and to <paramref name="product"/>, a_n to
    /// <paramref name="inner"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Reset<V, O>(
        int rows, float* gates, nint gatesStride, float* before, nint beforeStride, float* product, float* inner,
        nint innerStride)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = gates + u;
                V r = Activations.Logistic<V, O>(O.Load(g + Units));
                V seen = O.Multiply(r, O.Load(before + u));
                O.Store(r, g + Units);
                O.Store(Activations.Logistic<V, O>(O.Load(g + (2 * Units))), g + (2 * Units));
                O.Store(seen, g + (3 * Units));
                O.Store(seen, product + u);
                O.Store(O.Load(g), inner + u);
            }

            gates += gatesStride;
            before += beforeStride;
            product += innerStride;
            inner += innerStride;
        }
    }

    /// <summary>Reset before, second half: n = tanh(inner), h = n + z⊙(h₋ − n).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Update<V, O>(
        int rows, float* gates, nint gatesStride, float* inner, nint innerStride, float* before, nint beforeStride,
        float* h, nint hStride)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                V n = Activations.Tanh<V, O>(O.Load(inner + u));
                O.Store(n, gates + u);
                O.Store(O.MultiplyAdd(O.Load(gates + u + (2 * Units)), O.Subtract(O.Load(before + u), n), n), h + u);
            }

            gates += gatesStride;
            inner += innerStride;
            before += beforeStride;
            h += hStride;
        }
    }

    /// <summary>
    /// Reset after, backward: from [n, r, z, s] to [dn, dr, dz, ds], which may be in the same place, and dh⊙z is added
    /// to dh₋.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AfterBackward<V, O>(
        int rows, float* gates, float* da, nint gatesStride, float* before, nint beforeStride, float* dh, nint dhStride,
        float* dBefore, nint dBeforeStride)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = gates + u;
                V n = O.Load(g), r = O.Load(g + Units), z = O.Load(g + (2 * Units)), d = O.Load(dh + u);
                V dn = O.Multiply(O.Multiply(d, O.Subtract(one, z)), O.Subtract(one, O.Multiply(n, n)));
                V dz = O.Multiply(O.Multiply(d, O.Subtract(O.Load(before + u), n)), O.Multiply(z, O.Subtract(one, z)));
                V ds = O.Multiply(dn, r);
                V dr = O.Multiply(O.Multiply(ds, O.Load(g + (3 * Units))), O.Subtract(one, r));
                O.Store(dn, da + u);
                O.Store(dr, da + u + Units);
                O.Store(dz, da + u + (2 * Units));
                O.Store(ds, da + u + (3 * Units));
                O.Store(O.MultiplyAdd(d, z, O.Load(dBefore + u)), dBefore + u);
            }

            gates += gatesStride;
            da += gatesStride;
            before += beforeStride;
            dh += dhStride;
            dBefore += dBeforeStride;
        }
    }

    /// <summary>
    /// Reset before, backward, first half: n to dn (also to <paramref name="dInner"/>), z to dz, r and r⊙h₋ as they
    /// are, and dh⊙z is added to dh₋.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void UpdateBackward<V, O>(
        int rows, float* gates, float* da, nint gatesStride, float* dInner, nint innerStride, float* before,
        nint beforeStride,
        float* dh, nint dhStride, float* dBefore, nint dBeforeStride)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = gates + u;
                V n = O.Load(g), r = O.Load(g + Units), z = O.Load(g + (2 * Units)), d = O.Load(dh + u);
                V dn = O.Multiply(O.Multiply(d, O.Subtract(one, z)), O.Subtract(one, O.Multiply(n, n)));
                O.Store(dn, da + u);
                O.Store(r, da + u + Units);
                O.Store(O.Load(g + (3 * Units)), da + u + (3 * Units));
                O.Store(dn, dInner + u);
                O.Store(
                    O.Multiply(O.Multiply(d, O.Subtract(O.Load(before + u), n)), O.Multiply(z, O.Subtract(one, z))),
                    da + u + (2 * Units));
                O.Store(O.MultiplyAdd(d, z, O.Load(dBefore + u)), dBefore + u);
            }

            gates += gatesStride;
            da += gatesStride;
            dInner += innerStride;
            before += beforeStride;
            dh += dhStride;
            dBefore += dBeforeStride;
        }
    }

    /// <summary>
    /// Reset before, backward, second half: with u = ∂loss/∂(r⊙h₋), r becomes dr and u⊙r is added to dh₋.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ResetBackward<V, O>(
        int rows, float* gates, nint gatesStride, float* dSeen, nint innerStride, float* before, nint beforeStride,
        float* dBefore, nint dBeforeStride)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                V r = O.Load(gates + u + Units), d = O.Load(dSeen + u);
                O.Store(O.MultiplyAdd(d, r, O.Load(dBefore + u)), dBefore + u);
                O.Store(
                    O.Multiply(O.Multiply(d, O.Load(before + u)), O.Multiply(r, O.Subtract(one, r))),
                    gates + u + Units);
            }

            gates += gatesStride;
            dSeen += innerStride;
            before += beforeStride;
            dBefore += dBeforeStride;
        }
    }

    /// <summary>Copies 16 values to each of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill<V, O>(int rows, float* values, float* to, nint stride)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                O.Store(O.Load(values + u), to + u);
            }

            to += stride;
        }
    }
}
