using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// What BackwardWithGradients does, for several threads: of each chunk of steps first the time loop and the inputs'
/// gradient by rows, then the weights' gradients by blocks of units. The same bits.
/// </summary>
internal static unsafe partial class LstmKernel
{
    /// <summary>
    /// Floats of the room that the threads share: ∂loss/∂preactivation of a chunk, and the gradients of each part until
    /// the last chunk is done.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="batch">B.</param>
    /// <param name="parts">Parts of the weights' gradients.</param>
    /// <returns>The length.</returns>
    internal static int ChunkScratchLength(LstmSize size, int batch, int parts) =>
        checked(StepChunks.Length(batch, 4 * size.H) + (parts * ChunkGradientLength(size, parts)));

    /// <summary>The time loop of some rows over the steps of a chunk, and dx of these rows.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="chunk">First step in time, and one after the last.</param>
    /// <param name="rowFrom">First row.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="c">As for Backward.</param>
    /// <param name="gates">As left by Forward, and left so.</param>
    /// <param name="dh">As for Backward.</param>
    /// <param name="dcCarry">As for Backward.</param>
    /// <param name="dx">[N, I], added to; empty if not wanted.</param>
    /// <param name="room">ChunkScratchLength values, shared.</param>
    /// <param name="scratch">ScratchLength(size, rowTo − rowFrom) values of the part's own.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void BackwardChunk(
        LstmSize size, StepTable steps, (int From, int To) chunk, int rowFrom, int rowTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> c,
        ReadOnlySpan<float> gates, Span<float> dh, Span<float> dcCarry, Span<float> dx, Span<float> room,
        Span<float> scratch)
    {
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : steps.N, size.I));
        RequireBackward(size, steps, panels, c, gates, dh, dcCarry);
        RequireScratch(room, StepChunks.Length(steps.B, 4 * size.H));
        RequireScratch(scratch, ScratchLength(size, rowTo - rowFrom));
        fixed (float* pp = panels, pc = c, pg = gates, pdh = dh, pdc = dcCarry, pdx = dx, pa = room, ps = scratch)
        {
            nint stride = StepChunks.Stride(4 * size.H);
            float* da = pa - (steps.RowStart[chunk.From] * stride);
            var sequence = new BackwardSequence
            {
                Panels = pp,
                C = pc,
                Gates = pg,
                Da = da,
                DaStride = stride,
                Dh = pdh,
                Dc = pdc,
                Scratch = ps,
            };
            for (int k = chunk.To - chunk.From - 1; k >= 0; k--)
            {
                // Time and its number in the order run are the same map in both directions.
                int s = steps.Time(steps.Reverse ? chunk.To - 1 - k : chunk.From + k);
                if (Vector512.IsHardwareAccelerated)
                {
                    BackwardChunkStep<Vector512<float>, Lanes512>(size, steps, s, rowFrom, rowTo, sequence, pdx);
                }
                else if (Vector256.IsHardwareAccelerated)
                {
                    BackwardChunkStep<Vector256<float>, Lanes256>(size, steps, s, rowFrom, rowTo, sequence, pdx);
                }
                else
                {
                    BackwardChunkStep<Vector128<float>, Lanes128>(size, steps, s, rowFrom, rowTo, sequence, pdx);
                }
            }
        }
    }

    /// <summary>
    /// One step, and the gradient of its inputs while ∂loss/∂preactivation is in this processor's cache.
    /// </summary>
    private static void BackwardChunkStep<V, O>(
        LstmSize size, in StepTable steps, int s, int rowFrom, int rowTo, in BackwardSequence q, float* dx)
        where V : struct
        where O : ILanes<V>
    {
        BackwardStep<V, O>(size, steps, s, rowFrom, rowTo, q);
        int rows = Math.Min(rowTo, steps.Rows(s)) - rowFrom;
        if (dx != null && rows > 0)
        {
            nint first = steps.FirstRow(s) + rowFrom;
            MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
            {
                A = q.Da + (first * q.DaStride),
                AStride = q.DaStride,
                Panels = q.Panels + LstmPanels.RecurrentLength(size),
                K = 4 * size.H,
                Y = dx + (first * size.I),
                YStride = size.I,
                Rows = rows,
                Columns = size.I,
                PanelTo = MatrixProduct.Panels(size.I),
            });
        }
    }

    /// <summary>
    /// The weights' gradients of the units of some blocks, blocks·part/parts … blocks·(part + 1)/parts − 1, from the
    /// rows of a chunk.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="chunk">First step in time, and one after the last.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="x">[N, I], as given to Forward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="dW">[4H, I], added to in the last chunk; empty if not wanted.</param>
    /// <param name="dR">[4H, H], likewise.</param>
    /// <param name="db">[4H], likewise.</param>
    /// <param name="room">ChunkScratchLength values, shared, kept from chunk to chunk.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void AddChunkGradients(
        LstmSize size, StepTable steps, (int From, int To) chunk, int part, int parts, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h,
        Span<float> dW, Span<float> dR, Span<float> db, Span<float> room)
    {
        (int I, int H) = size;
        ShapeException.Require(x, (steps.N, I));
        ShapeException.Require(h, (steps.B + steps.N, H));
        ShapeException.Require<float>(dW, (dW.IsEmpty ? 0 : 4 * H, I));
        ShapeException.Require<float>(dR, (dR.IsEmpty ? 0 : 4 * H, H));
        ShapeException.Require<float>(db, db.IsEmpty ? 0 : 4 * H);
        RequireScratch(room, ChunkScratchLength(size, steps.B, parts));
        int blocks = UnitBlocks.Count(H);
        (int from, int to) = (blocks * part / parts, blocks * (part + 1) / parts);
        fixed (float* px = x, ph = h, pa = room, pw = dW, pr = dR, pb = db)
        {
            nint stride = StepChunks.Stride(4 * H);
            float* own = pa + StepChunks.Length(steps.B, 4 * H) + ((nint)part * ChunkGradientLength(size, parts));
            GatedGradient gradient = Gradient(
                size, px, ph, pa - (steps.RowStart[chunk.From] * stride), stride, pw, pr, pb, own);
            (int first, int last) = steps.Reverse ? (0, steps.T) : (steps.T, 0);
            if ((steps.Reverse ? chunk.From : chunk.To) == first)
            {
                gradient.Move(from, to, back: false);
            }

            gradient.AddRows(new RowOrder(steps.RowStart, steps.Reverse, chunk.From, chunk.To), steps.B, from, to);
            if ((steps.Reverse ? chunk.To : chunk.From) == last)
            {
                gradient.Move(from, to, back: true);
            }
        }
    }

    /// <summary>After the last chunk: ∂loss/∂preactivation of the step run first, from the room to the gates.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="from">The first step in time of the last chunk.</param>
    /// <param name="room">As left by BackwardChunk.</param>
    /// <param name="gates">[N, 4H]; the step's rows are overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void KeepFirstStep(
        LstmSize size, StepTable steps, int from, ReadOnlySpan<float> room, Span<float> gates)
    {
        RequireScratch(room, StepChunks.Length(steps.B, 4 * size.H));
        ShapeException.Require<float>(gates, (steps.N, 4 * size.H));
        fixed (float* pa = room, pg = gates)
        {
            nint stride = StepChunks.Stride(4 * size.H);
            KeepFirstStep(size, steps, pa - (steps.RowStart[from] * stride), stride, pg);
        }
    }

    /// <summary>Floats of one part's gradients, and of what it packs.</summary>
    private static int ChunkGradientLength(LstmSize size, int parts)
    {
        int blocks = UnitBlocks.Count(size.H);
        return checked((GatedGradient.ScratchLength(size.I, size.H, (blocks + parts - 1) / parts) + 15) & -16);
    }
}
