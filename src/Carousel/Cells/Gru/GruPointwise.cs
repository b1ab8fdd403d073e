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
    public static void After<V, O>(int rows, StridedRows gates, StridedRows before, StridedRows h)
        where O : ILanes<V>
    {
        float* block = gates.Values, past = before.Values, to = h.Values;
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = block + u;
                V r = Activations.Logistic<V, O>(O.Load(g + Units));
                V z = Activations.Logistic<V, O>(O.Load(g + (2 * Units)));
                V n = Activations.Tanh<V, O>(O.MultiplyAdd(r, O.Load(g + (3 * Units)), O.Load(g)));
                O.Store(n, g);
                O.Store(r, g + Units);
                O.Store(z, g + (2 * Units));
                O.Store(O.MultiplyAdd(z, O.Subtract(O.Load(past + u), n), n), to + u);
            }

            block += gates.Stride;
            past += before.Stride;
            to += h.Stride;
        }
    }

    /// <summary>
    /// Reset before, first half: r and z in place, r⊙h₋ to group s and to <paramref name="product"/>, a_n to
    /// <paramref name="inner"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Reset<V, O>(
        int rows, StridedRows gates, StridedRows before, StridedRows product, StridedRows inner)
        where O : ILanes<V>
    {
        float* block = gates.Values, past = before.Values, factor = product.Values, to = inner.Values;
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = block + u;
                V r = Activations.Logistic<V, O>(O.Load(g + Units));
                V seen = O.Multiply(r, O.Load(past + u));
                O.Store(r, g + Units);
                O.Store(Activations.Logistic<V, O>(O.Load(g + (2 * Units))), g + (2 * Units));
                O.Store(seen, g + (3 * Units));
                O.Store(seen, factor + u);
                O.Store(O.Load(g), to + u);
            }

            block += gates.Stride;
            past += before.Stride;
            factor += product.Stride;
            to += inner.Stride;
        }
    }

    /// <summary>Reset before, second half: n = tanh(inner), h = n + z⊙(h₋ − n).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Update<V, O>(
        int rows, StridedRows gates, StridedRows inner, StridedRows before, StridedRows h)
        where O : ILanes<V>
    {
        float* g = gates.Values, from = inner.Values, past = before.Values, to = h.Values;
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                V n = Activations.Tanh<V, O>(O.Load(from + u));
                O.Store(n, g + u);
                O.Store(O.MultiplyAdd(O.Load(g + u + (2 * Units)), O.Subtract(O.Load(past + u), n), n), to + u);
            }

            g += gates.Stride;
            from += inner.Stride;
            past += before.Stride;
            to += h.Stride;
        }
    }

    /// <summary>
    /// Reset after, backward: from [n, r, z, s] to [dn, dr, dz, ds], which may be in the same place, and dh⊙z is added
    /// to dh₋.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AfterBackward<V, O>(
        int rows, StridedRows gates, StridedRows da, StridedRows before, StridedRows dh, StridedRows dBefore)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        float* block = gates.Values, a = da.Values, past = before.Values, from = dh.Values;
        float* to = dBefore.Values;
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = block + u;
                V n = O.Load(g), r = O.Load(g + Units), z = O.Load(g + (2 * Units)), d = O.Load(from + u);
                V dn = O.Multiply(O.Multiply(d, O.Subtract(one, z)), O.Subtract(one, O.Multiply(n, n)));
                V dz = O.Multiply(O.Multiply(d, O.Subtract(O.Load(past + u), n)), O.Multiply(z, O.Subtract(one, z)));
                V ds = O.Multiply(dn, r);
                V dr = O.Multiply(O.Multiply(ds, O.Load(g + (3 * Units))), O.Subtract(one, r));
                O.Store(dn, a + u);
                O.Store(dr, a + u + Units);
                O.Store(dz, a + u + (2 * Units));
                O.Store(ds, a + u + (3 * Units));
                O.Store(O.MultiplyAdd(d, z, O.Load(to + u)), to + u);
            }

            block += gates.Stride;
            a += da.Stride;
            past += before.Stride;
            from += dh.Stride;
            to += dBefore.Stride;
        }
    }

    /// <summary>
    /// Reset before, backward, first half: n to dn (also to <paramref name="dInner"/>), z to dz, r and r⊙h₋ as they
    /// are, and dh⊙z is added to dh₋.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void UpdateBackward<V, O>(
        int rows, StridedRows gates, StridedRows da, StridedRows dInner, StridedRows before, StridedRows dh,
        StridedRows dBefore)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        float* block = gates.Values, a = da.Values, inner = dInner.Values, past = before.Values;
        float* from = dh.Values, to = dBefore.Values;
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                float* g = block + u;
                V n = O.Load(g), r = O.Load(g + Units), z = O.Load(g + (2 * Units)), d = O.Load(from + u);
                V dn = O.Multiply(O.Multiply(d, O.Subtract(one, z)), O.Subtract(one, O.Multiply(n, n)));
                O.Store(dn, a + u);
                O.Store(r, a + u + Units);
                O.Store(O.Load(g + (3 * Units)), a + u + (3 * Units));
                O.Store(dn, inner + u);
                O.Store(
                    O.Multiply(O.Multiply(d, O.Subtract(O.Load(past + u), n)), O.Multiply(z, O.Subtract(one, z))),
                    a + u + (2 * Units));
                O.Store(O.MultiplyAdd(d, z, O.Load(to + u)), to + u);
            }

            block += gates.Stride;
            a += da.Stride;
            inner += dInner.Stride;
            past += before.Stride;
            from += dh.Stride;
            to += dBefore.Stride;
        }
    }

    /// <summary>
    /// Reset before, backward, second half: with u = ∂loss/∂(r⊙h₋), r becomes dr and u⊙r is added to dh₋.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ResetBackward<V, O>(
        int rows, StridedRows gates, StridedRows dSeen, StridedRows before, StridedRows dBefore)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        float* g = gates.Values, seen = dSeen.Values, past = before.Values, to = dBefore.Values;
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                V r = O.Load(g + u + Units), d = O.Load(seen + u);
                O.Store(O.MultiplyAdd(d, r, O.Load(to + u)), to + u);
                O.Store(
                    O.Multiply(O.Multiply(d, O.Load(past + u)), O.Multiply(r, O.Subtract(one, r))), g + u + Units);
            }

            g += gates.Stride;
            seen += dSeen.Stride;
            past += before.Stride;
            to += dBefore.Stride;
        }
    }

    /// <summary>Copies 16 values to each of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill<V, O>(int rows, float* values, StridedRows to)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            for (int u = 0; u < Units; u += O.Count)
            {
                O.Store(O.Load(values + u), to.Row(row) + u);
            }
        }
    }
}
