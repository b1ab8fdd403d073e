using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>The loops over the steps of packed sequences, for every cell whose state is h alone.</summary>
/// <remarks>
/// A call may take a range of places of the batch, or, of one step, a part of the units: neither meets another, so
/// threads share them out and the bits stay.
/// </remarks>
internal static unsafe partial class HiddenLoops
{
    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="call">Panels, X, H, Gates or none, and cell.ForwardScratch(PlaceTo − PlaceFrom) values of
    /// scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward<TCell>(TCell cell, in CellSpans call)
        where TCell : struct, IForwardCell<TCell> => Widths.Run(new ForwardRun<TCell>(cell), call);

    /// <summary>One step of S sequences, for streaming. Bits as Forward's.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="panels">The cell's packed weights.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, H], read and overwritten.</param>
    /// <param name="before">[S, H], overwritten: every unit of h₋ is needed after the first of h is there.</param>
    /// <param name="scratch">cell.ForwardScratch(S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step<TCell>(
        TCell cell, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> before,
        Span<float> scratch)
        where TCell : struct, IForwardCell<TCell>
    {
        ShapeException.Require(before, h.Length);
        h.CopyTo(before);
        StepUnits(cell, cell.Part(0, 1), panels, x, before, h, [], scratch);
    }

    /// <summary>Some units of the rows of one step, for threads that share it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="blocks">Which units, from cell.Part.</param>
    /// <param name="panels">The cell's packed weights.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="before">[S, H], the states before.</param>
    /// <param name="h">[S, H], overwritten.</param>
    /// <param name="gates">[S, GatesLength], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">cell.ForwardScratch(S) values of the part's own, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits<TCell>(
        TCell cell, (int From, int To) blocks, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> before, Span<float> h, Span<float> gates, Span<float> scratch)
        where TCell : struct, IForwardCell<TCell>
    {
        (int I, int H) = (cell.I, cell.H);
        int S = h.Length / H;
        ShapeException.Require(panels, cell.PanelLength);
        ShapeException.Require(x, (S, I));
        ShapeException.Require(before, (S, H));
        ShapeException.Require(h, (S, H));
        ShapeException.Require(gates, (gates.IsEmpty ? 0 : S, cell.GatesLength));
        ShapeException.Require(scratch, cell.ForwardScratch(S));
        fixed (float* p = panels, px = x, pb = before, ph = h, pg = gates, ps = scratch)
        {
            var rows = new ForwardRows
            {
                Count = S,
                BlockFrom = blocks.From,
                BlockTo = blocks.To,
                Panels = p,
                X = px,
                Before = pb,
                H = ph,
                Gates = pg,
                Scratch = ps,
            };
            Widths.Run(new RowsRun<TCell>(cell), rows);
        }
    }

    internal readonly struct ForwardRun<TCell>(TCell cell) : IWidthWork<CellSpans>
        where TCell : struct, IForwardCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            (int I, int H, int G) = (cell.I, cell.H, cell.GatesLength);
            (int B, int N) = (call.Steps.B, call.Steps.N);
            ShapeException.Require(call.Panels, cell.PanelLength);
            ShapeException.Require(call.X, (N, I));
            ShapeException.Require(call.H, (B + N, H));
            ShapeException.Require(call.Gates, (call.Gates.IsEmpty ? 0 : N, G));
            ShapeException.Require(call.Scratch, cell.ForwardScratch(call.PlaceTo - call.PlaceFrom));
            var walk = new StepWalk(call.Steps, backward: false, call.PlaceFrom, call.PlaceTo);
            (int from, int to) = cell.Part(0, 1);
            fixed (float* p = call.Panels, px = call.X, ph = call.H, pg = call.Gates, ps = call.Scratch)
            {
                while (walk.Next(out StepSegment s))
                {
                    cell.Rows<V, O>(new ForwardRows
                    {
                        Count = s.Rows,
                        BlockFrom = from,
                        BlockTo = to,
                        Panels = p,
                        X = px + ((nint)s.Row * I),
                        Before = ph + ((nint)s.Before * H),
                        H = ph + ((nint)(B + s.Row) * H),
                        Gates = pg == null ? null : pg + ((nint)s.Row * G),
                        Scratch = ps,
                    });
                }
            }
        }
    }

    private readonly struct RowsRun<TCell>(TCell cell) : IWidthWork<ForwardRows>
        where TCell : struct, IForwardCell<TCell>
    {
        void IWidthWork<ForwardRows>.Run<V, O>(in ForwardRows rows) => cell.Rows<V, O>(rows);
    }
}
