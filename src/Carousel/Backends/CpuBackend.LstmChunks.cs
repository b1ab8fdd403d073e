using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>
/// An LSTM's way back on several threads, a few steps at a time, so that ∂loss/∂preactivation stays in the caches:
/// first the time loop and the inputs' gradient by rows, then the weights' gradients by units.
/// </summary>
public sealed partial class CpuBackend
{
    private void LstmBackwardByChunks(
        LstmSize size, Packing packing, bool reverse, in RecurrentSplit split, HostStorage panels, Tensor x, Tensor h,
        Tensor c, Tensor gates, Tensor dh,
        Tensor dc, Tensor dx, Tensor dW, Tensor dR, Tensor db)
    {
        int weightParts = dW.IsNone && dR.IsNone && db.IsNone
            ? 0
            : Math.Min(split.Gradients, LstmKernel.GradientBlocks(size));
        HostStorage room = ThreadScratch.Room(LstmKernel.ChunkScratchLength(
            size, packing.BatchSize, Math.Max(weightParts, 1)));
        var chunks = new StepChunks(packing.RowStart, reverse);
        int last = 0;
        while (chunks.Next(out int from, out int to))
        {
            last = from;
            _workers.Run(
                new LstmChunkWork(size, packing, reverse, (from, to), split.Rows, panels, c, gates, dh, dc, dx, room),
                split.Rows);
            _workers.Run(
                new LstmChunkGradientWork(size, packing, reverse, (from, to), weightParts, x, h, dW, dR, db, room),
                weightParts);
        }

        LstmKernel.KeepFirstStep(
            size, new StepTable(packing.RowStart, packing.BatchSize, reverse), last, room.Span(0, room.Length),
            Values(gates));
    }

    /// <summary>Where a part's places begin in some steps: each part has about as many rows.</summary>
    private static int PlaceOf(Packing packing, (int From, int To) chunk, int part, int parts)
    {
        ReadOnlySpan<int> start = packing.RowStart;
        long wanted = (long)(start[chunk.To] - start[chunk.From]) * part / parts;
        int place = 0;
        for (long rows = 0; rows < wanted; place++)
        {
            for (int t = chunk.From; t < chunk.To && start[t + 1] - start[t] > place; t++)
            {
                rows++;
            }
        }

        return part == parts ? packing.BatchSize : place;
    }

    private readonly record struct LstmChunkWork(
        LstmSize Size, Packing Packing, bool Reverse, (int From, int To) Chunk, int Parts, HostStorage Panels, Tensor C,
        Tensor Gates, Tensor Dh, Tensor Dc,
        Tensor Dx, HostStorage Room) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, Chunk, part, Parts), PlaceOf(Packing, Chunk, part + 1, Parts));
            LstmKernel.BackwardChunk(
                Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), Chunk, from, to,
                Panels.Span(0, LstmPanels.BackwardLength(Size)),
                Values(C), Values(Gates), Values(Dh), Values(Dc), Values(Dx), Room.Span(0, Room.Length),
                ThreadScratch.Values(LstmKernel.ScratchLength(Size, to - from)));
        }
    }

    /// <summary>Weight gradients by blocks of units.</summary>
    private readonly record struct LstmChunkGradientWork(
        LstmSize Size, Packing Packing, bool Reverse, (int From, int To) Chunk, int Parts, Tensor X, Tensor H,
        Tensor Dw, Tensor Dr, Tensor Db,
        HostStorage Room) : IParallelWork
    {
        public void Run(int part) => LstmKernel.AddChunkGradients(
            Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), Chunk, part, Parts, Values(X), Values(H),
            Values(Dw), Values(Dr), Values(Db),
            Room.Span(0, Room.Length));
    }
}
