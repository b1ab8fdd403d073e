using System.Runtime.CompilerServices;
using Carousel.Kernels;

namespace Carousel.Laboratory.Lanes;

/// <summary>Whether kept derivatives decay: known when a kernel is compiled.</summary>
internal interface IDecay
{
    static abstract bool Decays { get; }
}

/// <summary>Blocks with forget gates.</summary>
internal readonly struct Forgetting : IDecay
{
    public static bool Decays
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }
}

/// <summary>Blocks without.</summary>
internal readonly struct Keeping : IDecay
{
    public static bool Decays
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }
}

/// <summary>
/// What a change of the weights takes from a step's sources, and the same in one sweep with the step's kept
/// derivatives, for networks that learn at every step.
/// </summary>
/// <remarks>The operations on each weight are those of one sweep after the other: equal bits.</remarks>
internal static unsafe class LaneChanges
{
    /// <summary>weights[s, u] += deltas[u]·sources[s].</summary>
    /// <param name="weights">The first unit's first weight.</param>
    /// <param name="row">From source to source, in floats.</param>
    /// <param name="units">Units.</param>
    /// <param name="sources">[rows, L].</param>
    /// <param name="rows">Sources.</param>
    /// <param name="deltas">[units, L].</param>
    public static void AddProducts<V, O>(float* weights, nint row, int units, float* sources, int rows, float* deltas)
        where O : ILanes<V>
    {
        int n = O.Count;
        for (; units >= 4; units -= 4, weights += 4 * n, deltas += 4 * n)
        {
            FourProducts<V, O>(weights, row, sources, rows, deltas);
        }

        for (; units >= 1; units--, weights += n, deltas += n)
        {
            OneProduct<V, O>(weights, row, sources, rows, deltas);
        }
    }

    /// <summary>D = f·D + a·x, then w += e·D, for units with a column of the table each.</summary>
    /// <param name="change">Where units and columns lie, and how many rows.</param>
    /// <param name="unit">The first unit.</param>
    /// <param name="column">The first column.</param>
    /// <param name="count">Units.</param>
    /// <param name="errors">[count, L], e.</param>
    public static void AdvanceSingles<V, O, D>(in LaneChange change, int unit, int column, int count, float* errors)
        where O : ILanes<V>
        where D : IDecay
    {
        int n = O.Count;
        for (; count >= 2; count -= 2, unit += 2, column += 2, errors += 2 * n)
        {
            TwoSingles<V, O, D>(change, unit, column, errors);
        }

        if (count == 1)
        {
            OneSingle<V, O, D>(change, unit, column, errors);
        }
    }

    /// <summary>The same for units with two columns each: gates of blocks of two cells.</summary>
    /// <param name="change">Where units and columns lie, and how many rows.</param>
    /// <param name="unit">The first unit.</param>
    /// <param name="column">The first column.</param>
    /// <param name="count">Units.</param>
    /// <param name="errors">[2·count, L], e.</param>
    public static void AdvancePairs<V, O, D>(in LaneChange change, int unit, int column, int count, float* errors)
        where O : ILanes<V>
        where D : IDecay
    {
        for (; count > 0; count--, unit++, column += 2, errors += 2 * O.Count)
        {
            OnePair<V, O, D>(change, unit, column, errors);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourProducts<V, O>(float* weights, nint row, float* sources, int rows, float* deltas)
        where O : ILanes<V>
    {
        int n = O.Count;
        V a = O.Load(deltas), b = O.Load(deltas + n), c = O.Load(deltas + (2 * n)), d = O.Load(deltas + (3 * n));
        for (int s = 0; s < rows; s++, weights += row, sources += n)
        {
            V x = O.Load(sources);
            O.Store(O.MultiplyAdd(a, x, O.Load(weights)), weights);
            O.Store(O.MultiplyAdd(b, x, O.Load(weights + n)), weights + n);
            O.Store(O.MultiplyAdd(c, x, O.Load(weights + (2 * n))), weights + (2 * n));
            O.Store(O.MultiplyAdd(d, x, O.Load(weights + (3 * n))), weights + (3 * n));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OneProduct<V, O>(float* weights, nint row, float* sources, int rows, float* deltas)
        where O : ILanes<V>
    {
        V a = O.Load(deltas);
        for (int s = 0; s < rows; s++, weights += row, sources += O.Count)
        {
            O.Store(O.MultiplyAdd(a, O.Load(sources), O.Load(weights)), weights);
        }
    }

    /// <summary>f·D + a·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Advance<V, O, D>(float* derivative, V coefficient, V decay, V x)
        where O : ILanes<V>
        where D : IDecay
    {
        V kept = O.Load(derivative);
        V result = O.MultiplyAdd(coefficient, x, D.Decays ? O.Multiply(decay, kept) : kept);
        O.Store(result, derivative);
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TwoSingles<V, O, D>(in LaneChange change, int unit, int column, float* errors)
        where O : ILanes<V>
        where D : IDecay
    {
        int n = O.Count, rows = change.Rows;
        nint row = change.Row, width = change.TableRow;
        float* weights = change.Weights + (unit * n), table = change.Table + (column * n), sources = change.Sources;
        V a = O.Load(change.Coefficients + (column * n)), b = O.Load(change.Coefficients + ((column + 1) * n));
        V f = O.Load(change.Decays + (column * n)), g = O.Load(change.Decays + ((column + 1) * n));
        V e = O.Load(errors), h = O.Load(errors + n);
        for (int s = 0; s < rows; s++, weights += row, table += width, sources += n)
        {
            V x = O.Load(sources);
            V first = Advance<V, O, D>(table, a, f, x), second = Advance<V, O, D>(table + n, b, g, x);
            O.Store(O.MultiplyAdd(e, first, O.Load(weights)), weights);
            O.Store(O.MultiplyAdd(h, second, O.Load(weights + n)), weights + n);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OneSingle<V, O, D>(in LaneChange change, int unit, int column, float* errors)
        where O : ILanes<V>
        where D : IDecay
    {
        int n = O.Count, rows = change.Rows;
        nint row = change.Row, width = change.TableRow;
        float* weights = change.Weights + (unit * n), table = change.Table + (column * n), sources = change.Sources;
        V a = O.Load(change.Coefficients + (column * n)), f = O.Load(change.Decays + (column * n)), e = O.Load(errors);
        for (int s = 0; s < rows; s++, weights += row, table += width, sources += n)
        {
            V first = Advance<V, O, D>(table, a, f, O.Load(sources));
            O.Store(O.MultiplyAdd(e, first, O.Load(weights)), weights);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OnePair<V, O, D>(in LaneChange change, int unit, int column, float* errors)
        where O : ILanes<V>
        where D : IDecay
    {
        int n = O.Count, rows = change.Rows;
        nint row = change.Row, width = change.TableRow;
        float* weights = change.Weights + (unit * n), table = change.Table + (column * n), sources = change.Sources;
        V a = O.Load(change.Coefficients + (column * n)), b = O.Load(change.Coefficients + ((column + 1) * n));
        V f = O.Load(change.Decays + (column * n)), g = O.Load(change.Decays + ((column + 1) * n));
        V e = O.Load(errors), h = O.Load(errors + n);
        for (int s = 0; s < rows; s++, weights += row, table += width, sources += n)
        {
            V x = O.Load(sources);
            V first = Advance<V, O, D>(table, a, f, x), second = Advance<V, O, D>(table + n, b, g, x);
            O.Store(O.MultiplyAdd(h, second, O.MultiplyAdd(e, first, O.Load(weights))), weights);
        }
    }
}

/// <summary>Where the weights, kept derivatives and sources of some rows lie.</summary>
/// <param name="weights">[rows, units, L].</param>
/// <param name="row">From row to row of the weights, in floats.</param>
/// <param name="table">[rows, columns, L].</param>
/// <param name="tableRow">From row to row of the table, in floats.</param>
/// <param name="sources">[rows, L].</param>
/// <param name="rows">Rows.</param>
/// <param name="coefficients">[columns, L], a.</param>
/// <param name="decays">[columns, L], f.</param>
internal readonly unsafe struct LaneChange(
    float* weights, nint row, float* table, nint tableRow, float* sources, int rows, float* coefficients, float* decays)
{
    public readonly float* Weights = weights, Table = table, Sources = sources, Coefficients = coefficients,
        Decays = decays;
    public readonly nint Row = row, TableRow = tableRow;
    public readonly int Rows = rows;
}
