using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Back-propagation through time.</summary>
internal static unsafe partial class HiddenLoops
{
    /// <summary>
    /// Values of a row of ∂loss/∂preactivation as Backward leaves it: in the gates, or in dh where there are none.
    /// </summary>
    public static int GradientLength<TCell>(TCell cell)
        where TCell : struct, IHiddenCell<TCell> => cell.GatesLength == 0 ? cell.H : cell.GatesLength;

    /// <summary>Back-propagation through time for a range of places, last step run to first.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place.</param>
    /// <param name="panels">The cell's weights packed for the way back.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, GatesLength], as left by Forward; holds ∂loss/∂preactivation from here on.</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above, final states' included; out: ∂loss/∂h whole, that of the
    /// initial states in the first B rows; where there are no gates, behind them ∂loss/∂preactivation.</param>
    /// <param name="scratch">cell.BackwardScratch(placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward<TCell>(
        TCell cell, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<TCell, Vector512<float>, Lanes512>(
                cell, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<TCell, Vector256<float>, Lanes256>(
                cell, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
        else
        {
            Backward<TCell, Vector128<float>, Lanes128>(
                cell, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
    }

    internal static void Backward<TCell, V, O>(
        TCell cell, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        int B = RequireBackward(cell, rowStart, panels, h, gates, dh);
        ShapeException.Require<float>(scratch, cell.BackwardScratch(placeTo - placeFrom));
        var walk = new StepWalk(rowStart, B, reverse, backward: true, placeFrom, placeTo);
        fixed (float* p = panels, ph = h, pg = gates, pd = dh, ps = scratch)
        {
            BackwardPass pass = Pass(cell, B, p, ph, pg, pd, ps);
            while (walk.Next(out StepSegment s))
            {
                cell.BackwardRows<V, O>(s, pass);
            }
        }
    }

    /// <summary>
    /// Some units between two segments of the way back: dh before the one, of which each part has its panels of 64
    /// units, and from it the cells of the next one run.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="done">Rows whose ∂loss/∂preactivation is there; none at the start.</param>
    /// <param name="next">The rows that follow; none at the end.</param>
    /// <param name="part">Which part: panels·part/parts …</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">As for Backward.</param>
    /// <param name="h">As for Backward.</param>
    /// <param name="gates">As for Backward.</param>
    /// <param name="dh">As for Backward.</param>
    /// <param name="scratch">cell.BackwardScratch(the rows of done) values of the part's own, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardUnits<TCell>(
        TCell cell, ReadOnlySpan<int> rowStart, StepSegment done, StepSegment next, int part, int parts,
        ReadOnlySpan<float> panels, ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        int B = RequireBackward(cell, rowStart, panels, h, gates, dh);
        ShapeException.Require<float>(scratch, cell.BackwardScratch(done.Rows));
        int count = MatrixProduct.Panels(cell.H);
        (int from, int to) = (count * part / parts, count * (part + 1) / parts);
        fixed (float* p = panels, ph = h, pg = gates, pd = dh, ps = scratch)
        {
            BackwardPass pass = Pass(cell, B, p, ph, pg, pd, ps);
            if (Vector512.IsHardwareAccelerated)
            {
                cell.BackwardPanels<Vector512<float>, Lanes512>(done, next, from, to, pass);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                cell.BackwardPanels<Vector256<float>, Lanes256>(done, next, from, to, pass);
            }
            else
            {
                cell.BackwardPanels<Vector128<float>, Lanes128>(done, next, from, to, pass);
            }
        }
    }

    /// <summary>
    /// ∂loss/∂h of the states before one step, on top of what came from above: what Backward does between a step and
    /// the one before. The same bits.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="panels">As for Backward.</param>
    /// <param name="before">[n, H], the states before.</param>
    /// <param name="gates">[n, GatesLength], the step's rows as left by Forward; overwritten.</param>
    /// <param name="dh">[n, H], the step's rows as left by Backward.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <param name="scratch">cell.BackwardScratch(n) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddStateGradient<TCell>(
        TCell cell, ReadOnlySpan<float> panels, ReadOnlySpan<float> before, Span<float> gates, ReadOnlySpan<float> dh,
        Span<float> dBefore, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        int H = cell.H, n = dBefore.Length / H;
        ShapeException.Require(panels, cell.BackwardPanelLength);
        ShapeException.Require(before, (n, H));
        ShapeException.Require<float>(gates, (n, cell.GatesLength));
        ShapeException.Require(dh, (n, H));
        ShapeException.Require<float>(dBefore, (n, H));
        ShapeException.Require<float>(scratch, cell.BackwardScratch(n));
        fixed (float* p = panels, pb = before, pg = gates, pd = dh, pdb = dBefore, ps = scratch)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                cell.AddStateGradient<Vector512<float>, Lanes512>(n, p, pb, pg, pd, pdb, ps);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                cell.AddStateGradient<Vector256<float>, Lanes256>(n, p, pb, pg, pd, pdb, ps);
            }
            else
            {
                cell.AddStateGradient<Vector128<float>, Lanes128>(n, p, pb, pg, pd, pdb, ps);
            }
        }
    }

    private static int RequireBackward<TCell>(
        TCell cell, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> panels, ReadOnlySpan<float> h,
        ReadOnlySpan<float> gates, ReadOnlySpan<float> dh)
        where TCell : struct, IHiddenCell<TCell>
    {
        int H = cell.H;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        ShapeException.Require(panels, cell.BackwardPanelLength);
        ShapeException.Require(h, (B + N, H));
        ShapeException.Require(gates, (N, cell.GatesLength));
        ShapeException.Require(dh, (B + N, H));
        return B;
    }

    /// <summary>∂loss/∂preactivation takes the place of what the cell keeps for each row: its gates, or dh.</summary>
    private static BackwardPass Pass<TCell>(
        TCell cell, int batch, float* panels, float* h, float* gates, float* dh, float* scratch)
        where TCell : struct, IHiddenCell<TCell> => new()
        {
            Panels = panels,
            States = h,
            Gates = gates,
            Da = cell.GatesLength == 0 ? dh + ((nint)batch * cell.H) : gates,
            DaStride = GradientLength(cell),
            Dh = dh,
            Scratch = scratch,
            Batch = batch,
        };
}
