using System.Runtime.CompilerServices;
using Carousel.Kernels;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// Derivatives of the states by the weights, kept forward: D(t) = f·D(t−1) + a·x for every source x and every column of
/// the table.
/// </summary>
/// <remarks>
/// A table is [sources, columns, L]; a is a column's coefficient of the step, such as i·g′(net). Steps without decay
/// are taken four at once, so that a
/// table is read and written once for four steps; each entry's chain of multiply-adds is the same as step by step.
/// </remarks>
internal static unsafe class LaneTables
{
    /// <summary>Steps that are taken at once.</summary>
    public const int Steps = 4;

    /// <summary>Adds four steps to a table without decay.</summary>
    /// <param name="table">[rows, columns, L].</param>
    /// <param name="rows">Sources.</param>
    /// <param name="columns">Columns, an even number.</param>
    /// <param name="sources">[rows, L] of the first step.</param>
    /// <param name="slot">From one step's sources to the next's, in floats.</param>
    /// <param name="coefficients">[4, columns, L].</param>
    public static void AddFour<V, O>(
        float* table, int rows, int columns, float* sources, nint slot, float* coefficients)
        where O : ILanes<V>
    {
        int k = 0;
        for (; k + 4 <= columns; k += 4)
        {
            FourByFour<V, O>(table + (k * O.Count), rows, columns, sources, slot, coefficients + (k * O.Count));
        }

        for (; k + 2 <= columns; k += 2)
        {
            TwoByFour<V, O>(table + (k * O.Count), rows, columns, sources, slot, coefficients + (k * O.Count));
        }
    }

    /// <summary>Adds one step to a table without decay.</summary>
    /// <param name="table">[rows, columns, L].</param>
    /// <param name="rows">Sources.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="sources">[rows, L].</param>
    /// <param name="coefficients">[columns, L].</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Add<V, O>(float* table, int rows, int columns, float* sources, float* coefficients)
        where O : ILanes<V>
    {
        int n = O.Count, width = columns * n;
        for (int s = 0; s < rows; s++, table += width, sources += n)
        {
            V x = O.Load(sources);
            for (int k = 0; k < width; k += n)
            {
                O.Store(O.MultiplyAdd(O.Load(coefficients + k), x, O.Load(table + k)), table + k);
            }
        }
    }

    /// <summary>Lets a table decay and adds one step.</summary>
    /// <param name="table">[rows, columns, L].</param>
    /// <param name="rows">Sources.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="sources">[rows, L].</param>
    /// <param name="coefficients">[columns, L].</param>
    /// <param name="decays">[columns, L].</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void DecayAndAdd<V, O>(
        float* table, int rows, int columns, float* sources, float* coefficients, float* decays)
        where O : ILanes<V>
    {
        int n = O.Count, width = columns * n;
        for (int s = 0; s < rows; s++, table += width, sources += n)
        {
            V x = O.Load(sources);
            for (int k = 0; k < width; k += n)
            {
                V kept = O.Multiply(O.Load(decays + k), O.Load(table + k));
                O.Store(O.MultiplyAdd(O.Load(coefficients + k), x, kept), table + k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourByFour<V, O>(
        float* table, int rows, int columns, float* sources, nint slot, float* coefficients)
        where O : ILanes<V>
    {
        int n = O.Count;
        nint width = (nint)columns * n;
        float* c1 = coefficients + width, c2 = c1 + width, c3 = c2 + width;
        V a0 = O.Load(coefficients), b0 = O.Load(coefficients + n), c0 = O.Load(coefficients + (2 * n)),
            d0 = O.Load(coefficients + (3 * n));
        V a1 = O.Load(c1), b1 = O.Load(c1 + n), cc1 = O.Load(c1 + (2 * n)), d1 = O.Load(c1 + (3 * n));
        V a2 = O.Load(c2), b2 = O.Load(c2 + n), cc2 = O.Load(c2 + (2 * n)), d2 = O.Load(c2 + (3 * n));
        V a3 = O.Load(c3), b3 = O.Load(c3 + n), cc3 = O.Load(c3 + (2 * n)), d3 = O.Load(c3 + (3 * n));
        float* x1 = sources + slot, x2 = x1 + slot, x3 = x2 + slot;
        for (nint s = 0; s < (nint)rows * n; s += n, table += width)
        {
            V x = O.Load(sources + s);
            V a = O.MultiplyAdd(a0, x, O.Load(table)), b = O.MultiplyAdd(b0, x, O.Load(table + n));
            V c = O.MultiplyAdd(c0, x, O.Load(table + (2 * n))), d = O.MultiplyAdd(d0, x, O.Load(table + (3 * n)));
            x = O.Load(x1 + s);
            (a, b, c, d) = (
                O.MultiplyAdd(a1, x, a), O.MultiplyAdd(b1, x, b), O.MultiplyAdd(cc1, x, c), O.MultiplyAdd(d1, x, d));
            x = O.Load(x2 + s);
            (a, b, c, d) = (
                O.MultiplyAdd(a2, x, a), O.MultiplyAdd(b2, x, b), O.MultiplyAdd(cc2, x, c), O.MultiplyAdd(d2, x, d));
            x = O.Load(x3 + s);
            O.Store(O.MultiplyAdd(a3, x, a), table);
            O.Store(O.MultiplyAdd(b3, x, b), table + n);
            O.Store(O.MultiplyAdd(cc3, x, c), table + (2 * n));
            O.Store(O.MultiplyAdd(d3, x, d), table + (3 * n));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TwoByFour<V, O>(
        float* table, int rows, int columns, float* sources, nint slot, float* coefficients)
        where O : ILanes<V>
    {
        int n = O.Count;
        nint width = (nint)columns * n;
        float* c1 = coefficients + width, c2 = c1 + width, c3 = c2 + width;
        V a0 = O.Load(coefficients), b0 = O.Load(coefficients + n), a1 = O.Load(c1), b1 = O.Load(c1 + n);
        V a2 = O.Load(c2), b2 = O.Load(c2 + n), a3 = O.Load(c3), b3 = O.Load(c3 + n);
        float* x1 = sources + slot, x2 = x1 + slot, x3 = x2 + slot;
        for (nint s = 0; s < (nint)rows * n; s += n, table += width)
        {
            V x = O.Load(sources + s);
            V a = O.MultiplyAdd(a0, x, O.Load(table)), b = O.MultiplyAdd(b0, x, O.Load(table + n));
            x = O.Load(x1 + s);
            (a, b) = (O.MultiplyAdd(a1, x, a), O.MultiplyAdd(b1, x, b));
            x = O.Load(x2 + s);
            (a, b) = (O.MultiplyAdd(a2, x, a), O.MultiplyAdd(b2, x, b));
            x = O.Load(x3 + s);
            O.Store(O.MultiplyAdd(a3, x, a), table);
            O.Store(O.MultiplyAdd(b3, x, b), table + n);
        }
    }
}
