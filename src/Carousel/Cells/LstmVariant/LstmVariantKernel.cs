using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// LSTM with peepholes, projection, coupled gates, layer normalisation, zoneout and recurrent dropout, in any
/// combination. Twin: LstmVariantReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/lstm-variants.md. Gates lie in planes: all of i, then all of f, and so on, as the rows
/// of W and R. A call may take a range
/// of places of the batch: places never meet, so threads share out places and the bits stay. For the plain LSTM
/// LstmKernel is faster.
/// </remarks>
internal static unsafe partial class LstmVariantKernel
{
    private const float Epsilon = 1e-5f;

    /// <summary>Floats of scratch that Forward needs without a trace, and Step.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="rows">The most rows of a step in one call: the places of its range.</param>
    public static int ForwardScratch(LstmVariantSize size, int rows) =>
        BufferLength.Of((long)rows * (size.TraceLength + size.P));

    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place; B for all.</param>
    /// <param name="panels">From LstmVariantPanels.Pack.</param>
    /// <param name="masks">What training drew, or the rates of inference.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, P]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="c">[B+N, H]; as h.</param>
    /// <param name="trace">[N, TraceLength], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">ForwardScratch(size, placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        LstmVariantSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        in LstmVariantMasks masks, ReadOnlySpan<float> x, Span<float> h, Span<float> c, Span<float> trace,
        Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Vector512<float>, Lanes512>(
                size, rowStart, reverse, placeFrom, placeTo, panels, masks, x, h, c, trace, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Vector256<float>, Lanes256>(
                size, rowStart, reverse, placeFrom, placeTo, panels, masks, x, h, c, trace, scratch);
        }
        else
        {
            Forward<Vector128<float>, Lanes128>(
                size, rowStart, reverse, placeFrom, placeTo, panels, masks, x, h, c, trace, scratch);
        }
    }

    /// <summary>One step of S sequences, for streaming. Bits as Forward's in inference.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="panels">From LstmVariantPanels.Pack.</param>
    /// <param name="masks">The rates of inference.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, P], read and overwritten.</param>
    /// <param name="c">[S, H], read and overwritten.</param>
    /// <param name="scratch">ForwardScratch(size, S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        LstmVariantSize size, ReadOnlySpan<float> panels, in LstmVariantMasks masks, ReadOnlySpan<float> x,
        Span<float> h, Span<float> c,
        Span<float> scratch)
    {
        (int I, int H, int P) = (size.I, size.H, size.P);
        ShapeException.Require(panels, LstmVariantPanels.Length(size));
        int S = c.Length / H;
        ShapeException.Require(x, (S, I));
        ShapeException.Require(h, (S, P));
        ShapeException.Require(c, (S, H));
        ShapeException.Require(scratch, ForwardScratch(size, S));
        fixed (float* p = panels, px = x, ph = h, pc = c, ps = scratch)
        {
            // The products need all of h₋ while h is written.
            float* before = ps + ((nint)S * size.TraceLength);
            h.CopyTo(new Span<float>(before, h.Length));
            var rows = new StepRows(size, p, S, px, before, pc, ph, pc, new LstmVariantTrace(size, ps, S, 0))
            {
                HiddenRate = masks.HiddenRate,
                CellRate = masks.CellRate,
            };
            if (Vector512.IsHardwareAccelerated)
            {
                rows.Run<Vector512<float>, Lanes512>();
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                rows.Run<Vector256<float>, Lanes256>();
            }
            else
            {
                rows.Run<Vector128<float>, Lanes128>();
            }
        }
    }

    internal static void Forward<V, O>(
        LstmVariantSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        in LstmVariantMasks masks, ReadOnlySpan<float> x, Span<float> h, Span<float> c, Span<float> trace,
        Span<float> scratch)
        where O : ILanes<V>
    {
        (int I, int H, int P) = (size.I, size.H, size.P);
        int N = rowStart[^1];
        int B = (c.Length / H) - N;
        ShapeException.Require(panels, LstmVariantPanels.Length(size));
        ShapeException.Require(x, (N, I));
        ShapeException.Require(h, (B + N, P));
        ShapeException.Require(c, (B + N, H));
        RequireMasks(size, masks, N, B);
        ShapeException.Require(scratch, ForwardScratch(size, placeTo - placeFrom));
        if (!trace.IsEmpty)
        {
            ShapeException.Require(trace, (N, size.TraceLength));
        }

        var walk = new StepWalk(new StepTable(rowStart, B, reverse), backward: false, placeFrom, placeTo);
        fixed (float* p = panels, px = x, ph = h, pc = c, pt = trace, ps = scratch)
        fixed (float* hiddenMask = masks.ZoneoutHidden, cellMask = masks.ZoneoutCell, recurrentMask = masks.Recurrent)
        {
            while (walk.Next(out StepSegment s))
            {
                nint before = s.Before, after = B + s.Row;
                LstmVariantTrace kept = pt == null
                    ? new LstmVariantTrace(size, ps, s.Rows, 0)
                    : new LstmVariantTrace(size, pt, N, s.Row);
                new StepRows(
                    size, p, s.Rows, px + ((nint)s.Row * I), ph + (before * P), pc + (before * H), ph + (after * P),
                    pc + (after * H), kept)
                {
                    HiddenMask = hiddenMask == null ? null : hiddenMask + ((nint)s.Row * P),
                    CellMask = cellMask == null ? null : cellMask + ((nint)s.Row * H),
                    RecurrentMask = recurrentMask == null ? null : recurrentMask + ((nint)s.Place * P),
                    HiddenRate = masks.HiddenRate,
                    CellRate = masks.CellRate,
                }.Run<V, O>();
            }
        }
    }

    private static void RequireMasks(LstmVariantSize size, in LstmVariantMasks masks, int N, int B)
    {
        (int H, int P) = (size.H, size.P);
        if (!masks.ZoneoutHidden.IsEmpty)
        {
            ShapeException.Require(masks.ZoneoutHidden, (N, P));
        }

        if (!masks.ZoneoutCell.IsEmpty)
        {
            ShapeException.Require(masks.ZoneoutCell, (N, H));
        }

        if (!masks.Recurrent.IsEmpty)
        {
            ShapeException.Require(masks.Recurrent, (B, P));
        }
    }
}
