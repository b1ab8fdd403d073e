using Carousel.Tensors;

namespace Carousel.Kernels;

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
    /// <param name="call">Panels for the way back, H and Gates as left by Forward, Dh, and
    /// cell.BackwardScratch(PlaceTo − PlaceFrom) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward<TCell>(TCell cell, in CellSpans call)
        where TCell : struct, IHiddenCell<TCell> => Widths.Run(new BackwardRun<TCell>(cell), call);

    /// <summary>
    /// Some units between two segments of the way back: dh before the one, of which each part has its panels of 64
    /// units, and from it the cells of the next one run.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="call">As for Backward, with cell.BackwardScratch(the rows of done) values of scratch of the part's
    /// own.</param>
    /// <param name="done">Rows whose ∂loss/∂preactivation is there; none at the start.</param>
    /// <param name="next">The rows that follow; none at the end.</param>
    /// <param name="part">Which part: panels·part/parts …</param>
    /// <param name="parts">How many parts.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardUnits<TCell>(
        TCell cell, in CellSpans call, StepSegment done, StepSegment next, int part, int parts)
        where TCell : struct, IHiddenCell<TCell>
    {
        RequireBackward(cell, call, cell.BackwardScratch(done.Rows));
        int count = MatrixProduct.Panels(cell.H);
        fixed (float* p = call.Panels, ph = call.H, pg = call.Gates, pd = call.Dh, ps = call.Scratch)
        {
            Widths.Run(new PanelsRun<TCell>(
                cell, done, next, count * part / parts, count * (part + 1) / parts,
                Pass(cell, call.Steps.B, p, ph, pg, pd, ps)));
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
        ShapeException.Require(gates, (n, cell.GatesLength));
        ShapeException.Require(dh, (n, H));
        ShapeException.Require(dBefore, (n, H));
        ShapeException.Require(scratch, cell.BackwardScratch(n));
        fixed (float* p = panels, pb = before, pg = gates, pd = dh, pdb = dBefore, ps = scratch)
        {
            Widths.Run(new StateGradientRun<TCell>(cell, n, p, pb, pg, pd, pdb, ps));
        }
    }

    private static void RequireBackward<TCell>(TCell cell, in CellSpans call, int scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        (int B, int N, int H) = (call.Steps.B, call.Steps.N, cell.H);
        ShapeException.Require(call.Panels, cell.BackwardPanelLength);
        ShapeException.Require(call.H, (B + N, H));
        ShapeException.Require(call.Gates, (N, cell.GatesLength));
        ShapeException.Require(call.Dh, (B + N, H));
        ShapeException.Require(call.Scratch, scratch);
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

    internal readonly struct BackwardRun<TCell>(TCell cell) : IWidthWork<CellSpans>
        where TCell : struct, IHiddenCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            RequireBackward(cell, call, cell.BackwardScratch(call.PlaceTo - call.PlaceFrom));
            var walk = new StepWalk(call.Steps, backward: true, call.PlaceFrom, call.PlaceTo);
            fixed (float* p = call.Panels, ph = call.H, pg = call.Gates, pd = call.Dh, ps = call.Scratch)
            {
                BackwardPass pass = Pass(cell, call.Steps.B, p, ph, pg, pd, ps);
                while (walk.Next(out StepSegment s))
                {
                    cell.BackwardRows<V, O>(s, pass);
                }
            }
        }
    }

    private readonly struct PanelsRun<TCell>(
        TCell cell, StepSegment done, StepSegment next, int from, int to, BackwardPass pass) : IWidthWork
        where TCell : struct, IHiddenCell<TCell>
    {
        void IWidthWork.Run<V, O>() => cell.BackwardPanels<V, O>(done, next, from, to, pass);
    }

    private readonly struct StateGradientRun<TCell>(
        TCell cell, int rows, float* panels, float* before, float* gates, float* dh, float* dBefore, float* scratch)
        : IWidthWork
        where TCell : struct, IHiddenCell<TCell>
    {
        void IWidthWork.Run<V, O>() => cell.AddStateGradient<V, O>(rows, panels, before, gates, dh, dBefore, scratch);
    }
}
