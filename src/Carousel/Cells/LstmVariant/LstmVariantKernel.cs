using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// LSTM with peepholes, projection and recurrent dropout, in any combination. Twin: LstmVariantReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/lstm.md. Gates are stored in planes: all of i, then all of f, and so on, as the rows
/// of W and R. A call may take a range
/// of places of the batch: places never meet, so threads share out places and the bits stay. For the plain LSTM
/// LstmKernel is faster.
/// </remarks>
internal static unsafe partial class LstmVariantKernel
{
    /// <summary>Floats of scratch that Forward needs without a trace, and Step.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="rows">The most rows of a step in one call: the places of its range.</param>
    public static int ForwardScratch(LstmVariantSize size, int rows) =>
        BufferLength.Of((long)rows * (size.TraceLength + size.P));

    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="call">Panels from LstmVariantPanels.Pack, RecurrentMask, X, H [B+N, P], C, Gates [N, TraceLength],
    /// or none in inference, and ForwardScratch(size, PlaceTo − PlaceFrom) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(LstmVariantSize size, in CellSpans call) => Widths.Run(new ForwardRun(size), call);

    /// <summary>One step of S sequences, for streaming. Bits as Forward's in inference.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="panels">From LstmVariantPanels.Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, P], read and overwritten.</param>
    /// <param name="c">[S, H], read and overwritten.</param>
    /// <param name="scratch">ForwardScratch(size, S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        LstmVariantSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> c,
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
            Widths.Run(new StepRows
            {
                Size = size,
                Panels = p,
                Rows = S,
                X = px,
                HBefore = before,
                CBefore = pc,
                H = ph,
                C = pc,
                Trace = new LstmVariantTrace(size, ps, S, 0),
            });
        }
    }

    internal readonly struct ForwardRun(LstmVariantSize size) : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            (int I, int H, int P, int B, int N) = (size.I, size.H, size.P, call.Steps.B, call.Steps.N);
            bool keeps = !call.Gates.IsEmpty;
            ShapeException.Require(call.Panels, LstmVariantPanels.Length(size));
            ShapeException.Require(call.X, (N, I));
            ShapeException.Require(call.H, (B + N, P));
            ShapeException.Require(call.C, (keeps ? B + N : B, H));
            ShapeException.Require(call.Gates, (keeps ? N : 0, size.TraceLength));
            ShapeException.Require(call.Scratch, ForwardScratch(size, call.PlaceTo - call.PlaceFrom));
            ShapeException.Require(call.RecurrentMask, (call.RecurrentMask.IsEmpty ? 0 : B, P));
            call.Steps.Require();
            call.Steps.RequireApart(call.H, call.C, call.Gates);
            var walk = new StepWalk(call.Steps, backward: false, call.PlaceFrom, call.PlaceTo);
            fixed (float* p = call.Panels, px = call.X, ph = call.H, pc = call.C, pt = call.Gates, ps = call.Scratch,
                mask = call.RecurrentMask)
            {
                while (walk.Next(out StepSegment s))
                {
                    nint row = s.Row, after = B + s.Row;
                    new StepRows
                    {
                        Size = size,
                        Panels = p,
                        Rows = s.Rows,
                        X = px + (row * I),
                        HBefore = ph + ((nint)s.Before * P),
                        CBefore = pc + ((nint)(keeps ? s.Before : s.Place) * H),
                        H = ph + (after * P),
                        C = pc + ((keeps ? after : s.Place) * H),
                        Trace = keeps
                            ? new LstmVariantTrace(size, pt, N, s.Row)
                            : new LstmVariantTrace(size, ps, s.Rows, 0),
                        RecurrentMask = mask == null ? null : mask + ((nint)s.Place * P),
                    }.Run<V, O>();
                }
            }
        }
    }
}
