using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs an LSTM backward. Kernel: LstmKernel.</summary>
/// <remarks>
/// On several threads a few steps at a time, so that ∂loss/∂preactivation stays in the caches: first the time loop and
/// the inputs' gradient by rows, then the weights' gradients by units.
/// </remarks>
internal sealed class LstmBackward : BackwardRunner
{
    /// <summary>The one: it holds nothing.</summary>
    public static LstmBackward Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => LstmPanels.BackwardLength(Size(parameters));

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) => LstmPanels.PackBackward(
        Size(parameters), Values(parameters.W.Value), Values(parameters.Recurrent.Value), panels);

    /// <inheritdoc/>
    public override void AddStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
        HostStorage panels = CellPanels.Of(parameters).Backward();
        LstmKernel.AddStateGradient(
            Size(parameters), panels.Span(), Values(gates), Values(dBefore));
    }

    /// <summary>
    /// The time loop over symbols, and dR: ∂loss/∂preactivation summed by row of their table, from which the other
    /// gradients follow.
    /// </summary>
    /// <inheritdoc/>
    public override void BackwardSymbols(Workers workers, CellCall call)
    {
        LstmSize size = Size(call.Parameters);
        Packing packing = call.Packing;
        int H = size.H, V = call.Table.Shape[0];
        Span<float> room = Values(call.Sums), table = Values(call.Table);
        ShapeException.Require(room, (V, 6 * H));
        room.Clear();
        Span<float> sums = room[..(V * 4 * H)];
        call.Panels = CellPanels.Of(call.Parameters).Backward();
        RecurrentSplit split = RecurrentSplit.Of(
            workers.Count, packing.Steps, packing.Rows, packing.BatchSize, H, 4L * H * H);
        if (split is { Rows: 1, Gradients: 1 })
        {
            int length = LstmKernel.BackwardWithGradientsScratchLength(size with { I = 0 }, packing.BatchSize);
            LstmKernel.BackwardWithGradients(size, call.Spans(length) with { Sums = sums });
        }
        else
        {
            BackwardByRows(workers, call, split.Rows);
            AddGradients(
                workers, call with { X = default, Dx = default, Dw = default, Db = default }, split.Gradients);
            LstmKernel.AddSymbolSums(size, call.Spans(0) with { Sums = sums });
        }

        // From the sums as from one step of V rows, whose states count for nothing.
        var rows = new CellSpans
        {
            Steps = new StepTable([0, V], V),
            X = table,
            H = room[(V * 4 * H)..],
            Gates = sums,
            Dw = Values(call.Dw),
            Db = Values(call.Db),
            Scratch = ThreadScratch.Values(LstmKernel.GradientScratchLength(size)),
        };
        LstmKernel.AddWeightGradients(size, rows, 0, LstmKernel.GradientBlocks(size));
        if (!call.DTable.IsNone)
        {
            LstmKernel.AddInputGradient(size, call.Panels.Span(), sums, Values(call.DTable));
        }
    }

    /// <inheritdoc/>
    protected override int GradientParts(RecurrentParameters parameters) => LstmKernel.GradientBlocks(Size(parameters));

    /// <inheritdoc/>
    protected override void BackwardWithGradients(in CellCall call)
    {
        LstmSize size = Size(call.Parameters);
        LstmKernel.BackwardWithGradients(
            size, call.Spans(LstmKernel.BackwardWithGradientsScratchLength(size, call.Packing.BatchSize)));
    }

    /// <inheritdoc/>
    protected override bool BackwardByChunks(Workers workers, in CellCall call, in RecurrentSplit split)
    {
        LstmSize size = Size(call.Parameters);
        if (!StepChunks.Pay(size.I, size.H, LstmGates.Count))
        {
            return false;
        }

        int weightParts = call.HasWeights ? Math.Min(split.Gradients, LstmKernel.GradientBlocks(size)) : 0;
        HostStorage room = ThreadScratch.Room(LstmKernel.ChunkScratchLength(
            size, call.Packing.BatchSize, Math.Max(weightParts, 1)));
        var chunks = new StepChunks(call.Packing.RowStart, call.Reverse);
        int last = 0;
        while (chunks.Next(out int from, out int end))
        {
            last = from;
            workers.Run(new ChunkWork(call, (from, end), split.Rows, room), split.Rows);
            workers.Run(new ChunkGradientWork(call, (from, end), weightParts, room), weightParts);
        }

        LstmKernel.KeepFirstStep(size, call.Spans(0) with { Room = room.Span() }, last);
        return true;
    }

    /// <inheritdoc/>
    protected override void BackwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split)
    {
        var work = new UnitsWork { Call = call, Parts = split.Units };
        for (work.Step = call.Packing.Steps; work.Step >= 0; work.Step--)
        {
            workers.Run(work, split.Units, split.IsBrief);
        }
    }

    /// <inheritdoc/>
    protected override void Backward(in CellCall call, int placeFrom, int placeTo)
    {
        LstmSize size = Size(call.Parameters);
        LstmKernel.Backward(
            size, call.Spans(placeFrom, placeTo, LstmKernel.ScratchLength(size, placeTo - placeFrom)));
    }

    /// <inheritdoc/>
    protected override void AddWeightGradients(in CellCall call, int partFrom, int partTo)
    {
        // Over symbols there are no inputs: those gradients follow from sums.
        LstmSize size = Size(call.Parameters) with { I = call.X.IsNone ? 0 : call.Parameters.Inputs };
        LstmKernel.AddWeightGradients(
            size, call.Spans(LstmKernel.GradientScratchLength(size)), partFrom, partTo);
    }

    /// <inheritdoc/>
    protected override void AddInputGradient(in CellCall call, int rowFrom, int rows) =>
        LstmKernel.AddInputGradient(
            Size(call.Parameters), call.Panels.Span(), Values(call.Gates.Rows(rowFrom, rows)),
            Values(call.Dx.Rows(rowFrom, rows)));

    private static LstmSize Size(RecurrentParameters parameters) => ((LstmParameters)parameters).Size;

    private struct UnitsWork : IParallelWork
    {
        public CellCall Call;
        public int Parts;
        public int Step;

        public readonly void Run(int part) => LstmKernel.BackwardUnits(
            Size(Call.Parameters), Call.Spans(LstmKernel.ScratchLength(Size(Call.Parameters), 1)), Step, part, Parts);
    }

    private readonly struct ChunkWork(CellCall call, (int From, int To) chunk, int parts, HostStorage room)
        : IParallelWork
    {
        public void Run(int part)
        {
            LstmSize size = Size(call.Parameters);
            (int from, int to) = (
                RecurrentSplit.PlaceOf(call.Packing, chunk, part, parts),
                RecurrentSplit.PlaceOf(call.Packing, chunk, part + 1, parts));
            CellSpans spans = call.Spans(from, to, LstmKernel.ScratchLength(size, to - from));
            LstmKernel.BackwardChunk(size, spans with { Room = room.Span() }, chunk);
        }
    }

    /// <summary>Weight gradients by blocks of units.</summary>
    private readonly struct ChunkGradientWork(CellCall call, (int From, int To) chunk, int parts, HostStorage room)
        : IParallelWork
    {
        public void Run(int part) => LstmKernel.AddChunkGradients(
            Size(call.Parameters), call.Spans(0) with { Room = room.Span() }, chunk, part, parts);
    }
}
