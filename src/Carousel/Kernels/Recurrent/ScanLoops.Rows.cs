using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// Some units of some rows of one step, a vector at a time; the last few through buffers of whole ones.
/// </summary>
internal static unsafe partial class ScanLoops
{
    private const int Width = RegisterTile.PanelWidth;
    private const int Widest = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardUnits<TCell, V, O>(ScanSize size, ScanPart part, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
        where O : ILanes<V>
    {
        int from = part.PanelFrom * Width, to = Math.Min(size.H, part.PanelTo * Width);
        for (int row = 0; row < rows.Count; row++)
        {
            ScanUnits units = rows.Row(row);
            int k = from;
            for (; k + O.Count <= to; k += O.Count)
            {
                TCell.Forward<V, O>(units.At(k));
            }

            if (k < to)
            {
                Tail<TCell, V, O>(to - k, units.At(k), back: false);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardUnits<TCell, V, O>(ScanSize size, ScanPart part, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
        where O : ILanes<V>
    {
        int from = part.PanelFrom * Width, to = Math.Min(size.H, part.PanelTo * Width);
        for (int row = 0; row < rows.Count; row++)
        {
            ScanUnits units = rows.Row(row);
            int k = from;
            for (; k + O.Count <= to; k += O.Count)
            {
                TCell.Backward<V, O>(units.At(k));
            }

            if (k < to)
            {
                Tail<TCell, V, O>(to - k, units.At(k), back: true);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tail<TCell, V, O>(int count, in ScanUnits units, bool back)
        where TCell : struct, IScanCell<TCell>
        where O : ILanes<V>
    {
        int gates = TCell.Gates, rest = TCell.Rest;
        float* buffer = stackalloc float[(gates + 4 + (3 * rest)) * Widest];
        var own = new ScanUnits
        {
            Gates = buffer,
            Plane = Widest,
            Before = buffer + (gates * Widest),
            H = buffer + ((gates + 1) * Widest),
            DH = buffer + ((gates + 2) * Widest),
            DBefore = buffer + ((gates + 3) * Widest),
            Rest = buffer + ((gates + 4) * Widest),
            RestAfter = buffer + ((gates + 4 + rest) * Widest),
            DRest = buffer + ((gates + 4 + (2 * rest)) * Widest),
        };
        Planes(gates, count, units.Gates, units.Plane, own.Gates, Widest);
        Planes(1, count, units.Before, 0, own.Before, 0);
        Planes(rest, count, units.Rest, units.Plane, own.Rest, Widest);
        if (!back)
        {
            TCell.Forward<V, O>(own);
            Planes(1, count, own.H, 0, units.H, 0);
            Planes(rest, count, own.RestAfter, Widest, units.RestAfter, units.Plane);
        }
        else
        {
            Planes(rest, count, units.RestAfter, units.Plane, own.RestAfter, Widest);
            Planes(rest, count, units.DRest, units.Plane, own.DRest, Widest);
            Planes(1, count, units.DH, 0, own.DH, 0);
            Planes(1, count, units.DBefore, 0, own.DBefore, 0);
            TCell.Backward<V, O>(own);
            Planes(1, count, own.DBefore, 0, units.DBefore, 0);
            Planes(rest, count, own.DRest, Widest, units.DRest, units.Plane);
        }

        Planes(gates, count, own.Gates, Widest, units.Gates, units.Plane);
    }

    /// <summary>Some units of several planes from one place to another.</summary>
    private static void Planes(int planes, int count, float* from, nint fromPlane, float* to, nint toPlane)
    {
        for (int plane = 0; plane < planes; plane++)
        {
            MatrixProduct.Copy(from + (plane * fromPlane), to + (plane * toPlane), count);
        }
    }
}
