using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;
using static Carousel.Backends.CpuBackend;

namespace Carousel.Backends;

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
            Size(parameters), panels.Span(0, panels.Length), Values(gates), Values(dBefore));
    }

    /// <summary>
    /// The time loop over symbols, and dR: ∂loss/∂preactivation summed by row of their table, from which the other
    /// gradients follow.
    /// </summary>
    /// <param name="workers">Threads.</param>
    /// <param name="call">X is the symbols.</param>
    /// <param name="dR">[4H, H], added to, or no tensor.</param>
    /// <param name="sums">[V, 4H], added to.</param>
    public void BackwardSymbols(Workers workers, CellCall call, Tensor dR, Span<float> sums)
    {
        LstmSize size = Size(call.Parameters);
        Packing packing = call.Packing;
        call.Panels = CellPanels.Of(call.Parameters).Backward();
        var steps = new StepTable(packing.RowStart, packing.BatchSize, call.Reverse);
        RecurrentSplit split = RecurrentSplit.Of(
            workers.Count, packing.Steps, packing.Rows, packing.BatchSize, size.H, 4L * size.H * size.H);
        if (split is { Rows: 1, Gradients: 1 })
        {
            LstmKernel.BackwardSymbols(
                size, steps, call.PanelValues, Values(call.X), Values(call.H), Values(call.C), Values(call.Gates),
                Values(call.Dh), Values(call.Dc), Values(dR), sums,
                ThreadScratch.Values(LstmKernel.BackwardSymbolsScratchLength(size, packing.BatchSize)));
            return;
        }

        BackwardByRows(workers, call, split.Rows);
        Span<float> symbols = Values(call.X);
        AddGradients(workers, call with { X = default }, default(CellGradients) with { R = dR }, split.Gradients);
        LstmKernel.AddSymbolSums(size, steps, symbols, Values(call.Gates), sums);
    }

    /// <inheritdoc/>
    protected override int GradientParts(RecurrentParameters parameters) => LstmKernel.GradientBlocks(Size(parameters));

    /// <inheritdoc/>
    protected override void BackwardWithGradients(in CellCall call, in CellGradients to)
    {
        LstmSize size = Size(call.Parameters);
        LstmKernel.BackwardWithGradients(
            size, Steps(call), call.PanelValues, Values(call.X), Values(call.H), Values(call.C), Values(call.Gates),
            Values(call.Dh), Values(call.Dc), Values(to.X), Values(to.W), Values(to.R), Values(to.B),
            ThreadScratch.Values(LstmKernel.BackwardWithGradientsScratchLength(size, call.Packing.BatchSize)));
    }

    /// <inheritdoc/>
    protected override bool BackwardByChunks(
        Workers workers, in CellCall call, in CellGradients to, in RecurrentSplit split)
    {
        LstmSize size = Size(call.Parameters);
        if (!StepChunks.Pay(size.I, size.H, LstmGates.Count))
        {
            return false;
        }

        int weightParts = to.HasWeights ? Math.Min(split.Gradients, LstmKernel.GradientBlocks(size)) : 0;
        HostStorage room = ThreadScratch.Room(LstmKernel.ChunkScratchLength(
            size, call.Packing.BatchSize, Math.Max(weightParts, 1)));
        var chunks = new StepChunks(call.Packing.RowStart, call.Reverse);
        int last = 0;
        while (chunks.Next(out int from, out int end))
        {
            last = from;
            workers.Run(new ChunkWork(call, (from, end), split.Rows, to.X, room), split.Rows);
            workers.Run(new ChunkGradientWork(call, (from, end), weightParts, to, room), weightParts);
        }

        LstmKernel.KeepFirstStep(size, Steps(call), last, room.Span(0, room.Length), Values(call.Gates));
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
            size, Steps(call), placeFrom, placeTo, call.PanelValues, Values(call.C), Values(call.Gates),
            Values(call.Dh), Values(call.Dc),
            ThreadScratch.Values(LstmKernel.ScratchLength(size, placeTo - placeFrom)));
    }

    /// <inheritdoc/>
    protected override void AddWeightGradients(in CellCall call, in CellGradients to, int partFrom, int partTo)
    {
        // Over symbols there are no inputs: those gradients follow from sums.
        LstmSize size = Size(call.Parameters) with { I = call.X.IsNone ? 0 : call.Parameters.Inputs };
        LstmKernel.AddWeightGradients(
            size, Steps(call), partFrom, partTo, Values(call.X), Values(call.H), Values(call.Gates), Values(to.W),
            Values(to.R), Values(to.B), ThreadScratch.Values(LstmKernel.GradientScratchLength(size)));
    }

    /// <inheritdoc/>
    protected override void AddInputGradient(in CellCall call, in CellGradients to, int rowFrom, int rows) =>
        LstmKernel.AddInputGradient(
            Size(call.Parameters), call.PanelValues, Values(call.Gates.Rows(rowFrom, rows)),
            Values(to.X.Rows(rowFrom, rows)));

    private static LstmSize Size(RecurrentParameters parameters) => ((LstmParameters)parameters).Size;

    private static StepTable Steps(in CellCall call) =>
        new(call.Packing.RowStart, call.Packing.BatchSize, call.Reverse);

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

    private struct UnitsWork : IParallelWork
    {
        public CellCall Call;
        public int Parts;
        public int Step;

        public readonly void Run(int part) => LstmKernel.BackwardUnits(
            Size(Call.Parameters), Steps(Call), Step, part, Parts, Call.PanelValues, Values(Call.C),
            Values(Call.Gates), Values(Call.Dh), Values(Call.Dc),
            ThreadScratch.Values(LstmKernel.ScratchLength(Size(Call.Parameters), 1)));
    }

    private readonly struct ChunkWork(
        CellCall call, (int From, int To) chunk, int parts, Tensor dx, HostStorage room) : IParallelWork
    {
        public void Run(int part)
        {
            LstmSize size = Size(call.Parameters);
            (int from, int to) = (
                PlaceOf(call.Packing, chunk, part, parts), PlaceOf(call.Packing, chunk, part + 1, parts));
            LstmKernel.BackwardChunk(
                size, Steps(call), chunk, from, to, call.Panels.Span(0, LstmPanels.BackwardLength(size)),
                Values(call.C), Values(call.Gates), Values(call.Dh), Values(call.Dc), Values(dx),
                room.Span(0, room.Length), ThreadScratch.Values(LstmKernel.ScratchLength(size, to - from)));
        }
    }

    /// <summary>Weight gradients by blocks of units.</summary>
    private readonly struct ChunkGradientWork(
        CellCall call, (int From, int To) chunk, int parts, CellGradients to, HostStorage room) : IParallelWork
    {
        public void Run(int part) => LstmKernel.AddChunkGradients(
            Size(call.Parameters), Steps(call), chunk, part, parts, Values(call.X), Values(call.H), Values(to.W),
            Values(to.R), Values(to.B), room.Span(0, room.Length));
    }
}
