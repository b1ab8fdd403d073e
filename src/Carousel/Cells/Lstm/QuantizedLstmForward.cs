using System.Runtime.CompilerServices;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs an LSTM whose matrices are in 8 bits forward. Kernel: QuantisedLstmKernel.</summary>
internal sealed class QuantizedLstmForward : ForwardRunner
{
    /// <summary>The one: it holds nothing.</summary>
    public static QuantizedLstmForward Instance { get; } = new();

    /// <inheritdoc/>
    public override bool IsQuantized => true;

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => QuantizedLstmPanels.Length(Size(parameters));

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) => QuantizedLstmPanels.Pack(
        Size(parameters), parameters.W.Quantized!, parameters.Recurrent.Quantized!, Values(parameters.B.Value), panels);

    /// <inheritdoc/>
    public override void SymbolStarts(RecurrentParameters parameters, Tensor table, Tensor starts) =>
        QuantizedLstmKernel.SymbolStarts(
            Size(parameters), Cache.Of(parameters).Forward().Span(), Values(table), Values(starts),
            ThreadScratch.Values(QuantizedLstmKernel.ScratchLength(Size(parameters), 1)));

    /// <inheritdoc/>
    public override void Forward(Workers workers, CellCall call)
    {
        call.Panels = Cache.Of(call.Parameters).Forward();
        Run(workers, call);
    }

    /// <inheritdoc/>
    public override void Step(
        Workers workers, RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        LstmSize size = Size(parameters);
        int H = size.H, streams = x.Shape[0];
        if (streams > 1)
        {
            LstmForward.StepTogether(
                size, streams, new TogetherStep(Cache.Of(parameters)), Values(x), Values(y), Values(state),
                Values(scratch));
        }
        else if (streams == 1 && Split(workers, parameters, 1) is { Units: > 1 } split)
        {
            HostStorage panels = Cache.Of(parameters).Forward();
            HostStorage room = ThreadScratch.Room(QuantizedLstmKernel.ScratchLength(size, 1, split.Units));
            QuantizedLstmKernel.BeginStream(size, Values(x), Values(state)[..H], room.Span());
            workers.Run(
                new StepWork(size, split.Units, panels, state, room, StepThread.Next(panels)), split.Units,
                split.IsBrief);
            Values(state)[..H].CopyTo(Values(y));
        }
        else if (streams == 1)
        {
            StepAlone(parameters, Values(x), Values(y), Values(state));
        }
    }

    /// <inheritdoc/>
    protected override bool TryStepAlone(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state)
    {
        StepAlone(parameters, x, y, Values(state));
        return true;
    }

    /// <inheritdoc/>
    protected override void Forward(in CellCall call, int placeFrom, int placeTo)
    {
        LstmSize size = Size(call);
        QuantizedLstmKernel.Forward(
            size, call.Spans(placeFrom, placeTo, QuantizedLstmKernel.ScratchLength(size, placeTo - placeFrom)));
    }

    /// <inheritdoc/>
    protected override void ForwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split)
    {
        LstmSize size = Size(call);
        int length = QuantizedLstmKernel.ScratchLength(size, call.Packing.BatchSize, split.Units);
        var work = new UnitsWork { Call = call, Parts = split.Units, Room = ThreadScratch.Room(length) };
        for (; work.Step < call.Packing.Steps; work.Step++)
        {
            QuantizedLstmKernel.BeginStep(size, work.Spans, work.Step);
            workers.Run(work, split.Units, split.IsBrief);
        }
    }

    private static LstmSize Size(RecurrentParameters parameters) => ((LstmParameters)parameters).Size;

    private static LstmSize Size(in CellCall call) => new(call.Parameters.Inputs, call.Units);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StepAlone(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, Span<float> state)
    {
        LstmSize size = Size(parameters);
        HostStorage panels = Cache.Of(parameters).Forward();
        Span<float> h = state[..size.H];
        StepThread own = StepThread.Own;
        QuantizedLstmKernel.Step(
            size, panels.Span(), x, h, state.Slice(size.H, size.H),
            own.Scratch(QuantizedLstmKernel.ScratchLength(size, 1)), own.Turn(panels));
        h.CopyTo(y);
    }

    /// <summary>One step of a batch of streams.</summary>
    private readonly struct TogetherStep(Cache cache) : LstmForward.ILstmStep
    {
        public void Run(
            LstmSize size, int streams, ReadOnlySpan<float> x, Span<float> hidden, Span<float> cells,
            Span<float> scratch) =>
            QuantizedLstmKernel.Forward(size, new CellSpans
            {
                Steps = new StepTable([0, streams], streams),
                PlaceTo = streams,
                Panels = cache.Forward().Span(),
                X = x,
                H = hidden,
                C = cells,
                Scratch = ThreadScratch.Values(QuantizedLstmKernel.ScratchLength(size, streams)),
            });
    }

    private struct UnitsWork : IParallelWork
    {
        public CellCall Call;
        public int Parts;
        public HostStorage Room;
        public int Step;

        public readonly CellSpans Spans => Call.Spans(0) with { Scratch = Room.Span() };

        public readonly void Run(int part) => QuantizedLstmKernel.StepUnits(Size(Call), Spans, Step, part, Parts);
    }

    private readonly struct StepWork(
        LstmSize size, int parts, HostStorage panels, Tensor states, HostStorage room, bool descending) : IParallelWork
    {
        public void Run(int part)
        {
            Span<float> state = Values(states);
            QuantizedLstmKernel.StreamUnits(
                size, part, parts, panels.Span(), state[..size.H], state.Slice(size.H, size.H),
                room.Span(), descending);
        }
    }

    /// <summary>The packed weights of an LSTM in 8 bits.</summary>
    private sealed class Cache(RecurrentParameters p) : PanelCache<RecurrentParameters>(p, p.W, p.R, p.B)
    {
        protected override int ForwardLength => Instance.PanelLength(Key);

        public static Cache Of(RecurrentParameters parameters) =>
            Of(parameters.W, parameters, static p => new Cache(p), quantized: true);

        protected override void PackForward(Span<float> panels) => Instance.Pack(Key, panels);
    }
}
