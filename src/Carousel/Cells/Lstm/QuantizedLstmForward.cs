using System.Runtime.CompilerServices;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>
/// Runs an LSTM whose matrices are in 8 bits forward, without its pruned units. Kernel: QuantisedLstmKernel.
/// </summary>
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
        var cache = Cache.Of(call.Parameters);
        (int B, int N, int H) = (call.Packing.BatchSize, call.Packing.Rows, call.Units);
        if (!call.Gates.IsNone || !call.Starts.IsNone
            || cache.Kept(Values(call.H)[..(B * H)], Values(call.C)) is not { } own)
        {
            call.Panels = cache.Forward();
            Run(workers, call);
            return;
        }

        // The kept units alone; the others stay zero.
        PrunedUnits units = own.Units;
        int K = units.Kept.Length;
        HostStorage room = ThreadScratch.Kept(checked(((2 * B) + N) * K));
        Tensor kept = new(room, 0, new Shape(B + N, K)), cells = new(room, (B + N) * K, new Shape(B, K));
        units.Gather(Values(call.H)[..(B * H)], Values(kept)[..(B * K)]);
        units.Gather(Values(call.C), Values(cells));
        Run(workers, call with { Panels = own.Forward(), KeptUnits = K, H = kept, C = cells });
        units.Scatter(Values(kept)[(B * K)..], Values(call.H)[(B * H)..]);
        units.Scatter(Values(cells), Values(call.C));
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
        else if (streams == 1 && Split(workers, parameters, 1) is { Units: > 1 } split
            && Cache.Of(parameters) is { HasPruned: false } cache)
        {
            HostStorage panels = cache.Forward();
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
        int H = parameters.Units;
        var cache = Cache.Of(parameters);
        Span<float> h = state[..H], c = state.Slice(H, H);
        if (cache.Kept(h, c) is { } own)
        {
            int K = own.Size.H;
            Span<float> kept = ThreadScratch.Kept(2 * K).Span(0, 2 * K);
            own.Units.Gather(state, kept);
            StepAlone(own.Size, own.Forward(), x, kept[..K], kept[K..]);
            own.Units.Scatter(kept, state);
        }
        else
        {
            StepAlone(Size(parameters), cache.Forward(), x, h, c);
        }

        h.CopyTo(y);
    }

    private static void StepAlone(
        LstmSize size, HostStorage panels, ReadOnlySpan<float> x, Span<float> h, Span<float> c)
    {
        StepThread own = StepThread.Own;
        QuantizedLstmKernel.Step(
            size, panels.Span(), x, h, c, own.Scratch(QuantizedLstmKernel.ScratchLength(size, 1)),
            own.Turn(panels));
    }

    /// <summary>One step of a batch of streams.</summary>
    private readonly struct TogetherStep(Cache cache) : LstmForward.ILstmStep
    {
        public void Run(
            LstmSize size, int streams, ReadOnlySpan<float> x, Span<float> hidden, Span<float> cells,
            Span<float> scratch)
        {
            Span<float> before = hidden[..(streams * size.H)];
            if (cache.Kept(before, cells) is not { } own)
            {
                Run(size, cache.Forward(), streams, x, hidden, cells);
                return;
            }

            int K = own.Size.H;
            Span<float> kept = ThreadScratch.Kept(3 * streams * K).Span(0, 3 * streams * K),
                keptCells = kept[(2 * streams * K)..];
            own.Units.Gather(before, kept[..(streams * K)]);
            own.Units.Gather(cells, keptCells);
            Run(own.Size, own.Forward(), streams, x, kept[..(2 * streams * K)], keptCells);
            own.Units.Scatter(kept.Slice(streams * K, streams * K), hidden[(streams * size.H)..]);
            own.Units.Scatter(keptCells, cells);
        }

        private static void Run(
            LstmSize size, HostStorage panels, int streams, ReadOnlySpan<float> x, Span<float> hidden,
            Span<float> cells) =>
            QuantizedLstmKernel.Forward(size, new CellSpans
            {
                Steps = new StepTable([0, streams], streams),
                PlaceTo = streams,
                Panels = panels.Span(),
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

    /// <summary>
    /// The packed weights of an LSTM in 8 bits, of all units, and those of the units that are not pruned.
    /// </summary>
    private sealed class Cache(RecurrentParameters p) : PanelCache<RecurrentParameters>(p, p.W, p.R, p.B)
    {
        private readonly KeptCache? _kept =
            PrunedUnits.Of((LstmParameters)p) is { } units ? new KeptCache(p, units) : null;

        /// <summary>Whether some units are pruned.</summary>
        public bool HasPruned => _kept is { Units.IsCurrent: true };

        protected override int ForwardLength => Instance.PanelLength(Key);

        public static Cache Of(RecurrentParameters parameters) =>
            Of(parameters.W, parameters, static p => new Cache(p), quantized: true);

        /// <summary>The units that are not pruned, where others are and start from zero.</summary>
        public KeptCache? Kept(ReadOnlySpan<float> hidden, ReadOnlySpan<float> cells) =>
            HasPruned && _kept!.Units.AreZero(hidden) && _kept.Units.AreZero(cells) ? _kept : null;

        protected override void PackForward(Span<float> panels) => Instance.Pack(Key, panels);
    }

    /// <summary>The packed weights of the units of an LSTM in 8 bits that are not pruned.</summary>
    private sealed class KeptCache(RecurrentParameters p, PrunedUnits units)
        : PanelCache<RecurrentParameters>(p, p.W, p.R, p.B)
    {
        public PrunedUnits Units => units;

        /// <summary>I, and H without the pruned units.</summary>
        public LstmSize Size { get; } = new(p.Inputs, units.Kept.Length);

        protected override int ForwardLength => QuantizedLstmPanels.Length(Size);

        protected override void PackForward(Span<float> panels) => QuantizedLstmPanels.Pack(
            Size, units.Compact(Key.W.Quantized!, columnsToo: false),
            units.Compact(Key.Recurrent.Quantized!, columnsToo: true),
            units.Compact(Values(Key.B.Value)), panels);
    }
}
