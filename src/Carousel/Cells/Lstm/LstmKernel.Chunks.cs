using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// What BackwardWithGradients does, for several threads: of each chunk of steps first the time loop and the inputs'
/// gradient by rows, then the weights' gradients by blocks of units. The same bits.
/// </summary>
internal readonly unsafe partial struct LstmKernel
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
    /// <param name="call">As for Backward, with Dx, and ChunkScratchLength values of room; Gates stay as left by
    /// Forward.</param>
    /// <param name="chunk">First step in time, and one after the last.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void BackwardChunk(LstmSize size, in CellSpans call, (int From, int To) chunk)
    {
        ShapeException.Require(call.Dx, (call.Dx.IsEmpty ? 0 : call.Steps.N, size.I));
        RequireBackward(size, call);
        RequireScratch(call.Room, StepChunks.Length(call.Steps.B, 4 * size.H));
        RequireScratch(call.Scratch, ScratchLength(size, call.PlaceTo - call.PlaceFrom));
        Widths.Run(new ChunkRun(size, chunk), call);
    }

    private readonly struct ChunkRun(LstmSize size, (int From, int To) chunk)
        : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            (int placeFrom, int placeTo) = (call.PlaceFrom, call.PlaceTo);
            StepTable steps = call.Steps;
            fixed (float* pp = call.Panels, pc = call.C, pg = call.Gates, pdh = call.Dh, pdc = call.Dc, pdx = call.Dx,
                pa = call.Room, ps = call.Scratch)
            {
                BackwardSequence sequence = Back(size, steps, pp, pc, pg, pdh, pdc, ps);
                sequence.DaStride = StepChunks.Stride(4 * size.H);
                sequence.Da = pa - (steps.RowStart[chunk.From] * sequence.DaStride);
                for (int k = chunk.To - chunk.From - 1; k >= 0; k--)
                {
                    // Time and its number in the order run are the same map in both directions.
                    int s = steps.Time(steps.Reverse ? chunk.To - 1 - k : chunk.From + k);
                    BackwardStep<V, O>(sequence, s, placeFrom, placeTo);
                    int rows = Math.Min(placeTo, steps.Rows(s)) - placeFrom;
                    if (pdx != null && rows > 0)
                    {
                        AddInputs<V, O>(sequence, steps.FirstRow(s) + placeFrom, rows, pdx);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The weights' gradients of the units of some blocks, blocks·part/parts … blocks·(part + 1)/parts − 1, from the
    /// rows of a chunk.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">X, H as left by Forward; Dw, Dr and Db, added to in the last chunk; ChunkScratchLength values
    /// of room, kept from chunk to chunk.</param>
    /// <param name="chunk">First step in time, and one after the last.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many parts.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void AddChunkGradients(
        LstmSize size, in CellSpans call, (int From, int To) chunk, int part, int parts)
    {
        StepTable steps = call.Steps;
        RequireGradients(size, call);
        RequireScratch(call.Room, ChunkScratchLength(size, steps.B, parts));
        int blocks = UnitBlocks.Count(size.H);
        (int from, int to) = (blocks * part / parts, blocks * (part + 1) / parts);
        fixed (float* px = call.X, ph = call.H, pa = call.Room, pw = call.Dw, pr = call.Dr, pb = call.Db)
        {
            GatedGradient gradient = Gradient(size, px, ph, pw, pr, pb);
            gradient.DaStride = StepChunks.Stride(4 * size.H);
            gradient.Da = pa - (steps.RowStart[chunk.From] * gradient.DaStride);
            gradient.Scratch =
                pa + StepChunks.Length(steps.B, 4 * size.H) + ((nint)part * ChunkGradientLength(size, parts));
            (int first, int last) = steps.Reverse ? (0, steps.T) : (steps.T, 0);
            if ((steps.Reverse ? chunk.From : chunk.To) == first)
            {
                gradient.Move(from, to, back: false);
            }

            gradient.AddRows(new RowOrder(steps, chunk.From, chunk.To), from, to);
            if ((steps.Reverse ? chunk.To : chunk.From) == last)
            {
                gradient.Move(from, to, back: true);
            }
        }
    }

    /// <summary>After the last chunk: ∂loss/∂preactivation of the step run first, from the room to the gates.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">Gates, of which the step's rows are overwritten, and the room as left by
    /// BackwardChunk.</param>
    /// <param name="from">The first step in time of the last chunk.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void KeepFirstStep(LstmSize size, in CellSpans call, int from)
    {
        StepTable steps = call.Steps;
        RequireScratch(call.Room, StepChunks.Length(steps.B, 4 * size.H));
        ShapeException.Require(call.Gates, (steps.N, 4 * size.H));
        fixed (float* pa = call.Room, pg = call.Gates)
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
