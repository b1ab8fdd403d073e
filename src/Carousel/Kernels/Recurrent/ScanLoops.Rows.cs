using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Some units of some rows of one step, a vector at a time; the last few through buffers of whole ones.
/// </summary>
internal static unsafe partial class ScanLoops
{
    private const int Width = RegisterTile.PanelWidth;
    private const int Widest = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRows<TCell, V, O>(
        ScanSize size, ScanPart part, int rows, float* gates, nint stride, float* before, float* h)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        nint H = size.H;
        int from = part.PanelFrom * Width, to = Math.Min(size.H, part.PanelTo * Width);
        for (int row = 0; row < rows; row++)
        {
            int k = from;
            for (; k + O.Count <= to; k += O.Count)
            {
                TCell.Forward<V, O>(gates + k, before + k, h + k, H);
            }

            if (k < to)
            {
                ForwardTail<TCell, V, O>(to - k, gates + k, before + k, h + k, H);
            }

            gates += stride;
            before += H;
            h += H;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardTail<TCell, V, O>(int units, float* gates, float* before, float* h, nint plane)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        float* buffer = stackalloc float[(TCell.Gates + 1) * Widest];
        float* state = buffer + (TCell.Gates * Widest);
        Planes<TCell>(units, gates, plane, buffer, Widest);
        MatrixProduct.Copy(before, state, units);
        TCell.Forward<V, O>(buffer, state, state, Widest);
        Planes<TCell>(units, buffer, Widest, gates, plane);
        MatrixProduct.Copy(state, h, units);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRows<TCell, V, O>(
        ScanSize size, ScanPart part, int rows, float* gates, float* before, float* dh, float* dBefore)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        nint H = size.H;
        int from = part.PanelFrom * Width, to = Math.Min(size.H, part.PanelTo * Width);
        for (int row = 0; row < rows; row++)
        {
            int k = from;
            for (; k + O.Count <= to; k += O.Count)
            {
                TCell.Backward<V, O>(gates + k, before + k, dh + k, dBefore + k, H);
            }

            if (k < to)
            {
                BackwardTail<TCell, V, O>(to - k, gates + k, before + k, dh + k, dBefore + k, H);
            }

            gates += size.Columns;
            before += H;
            dh += H;
            dBefore += H;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BackwardTail<TCell, V, O>(
        int units, float* gates, float* before, float* dh, float* dBefore, nint plane)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        float* buffer = stackalloc float[(TCell.Gates + 3) * Widest];
        float* state = buffer + (TCell.Gates * Widest), d = state + Widest, dState = d + Widest;
        Planes<TCell>(units, gates, plane, buffer, Widest);
        MatrixProduct.Copy(before, state, units);
        MatrixProduct.Copy(dh, d, units);
        MatrixProduct.Copy(dBefore, dState, units);
        TCell.Backward<V, O>(buffer, state, d, dState, Widest);
        Planes<TCell>(units, buffer, Widest, gates, plane);
        MatrixProduct.Copy(dState, dBefore, units);
    }

    /// <summary>Some units of all gates from one place to another.</summary>
    private static void Planes<TCell>(int units, float* from, nint fromPlane, float* to, nint toPlane)
        where TCell : struct, IScanCell<TCell>
    {
        for (int gate = 0; gate < TCell.Gates; gate++)
        {
            MatrixProduct.Copy(from + (gate * fromPlane), to + (gate * toPlane), units);
        }
    }
}
