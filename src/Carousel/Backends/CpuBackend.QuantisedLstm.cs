using System.Runtime.CompilerServices;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Quantised;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>
/// Inference of LSTM layers whose matrices are in 8 bits. The splits are those of the float path; work counts a
/// quarter, as the weights take a quarter of the memory.
/// </summary>
public sealed partial class CpuBackend
{
    private const int QuantisedSpeed = 4;

    private static bool IsQuantised(LstmParameters parameters) =>
        parameters.W.Quantised is not null && parameters.R.Quantised is not null;

    private void RunQuantisedLstm(
        LstmParameters parameters, Packing packing, bool reverse, Tensor x, Tensor starts, Tensor h, Tensor c,
        Tensor gates)
    {
        QuantisedLstmCache cache = QuantisedLstmCache.Of(parameters);
        if (gates.IsNone && starts.IsNone
            && cache.Kept(Values(h)[..(packing.BatchSize * parameters.Size.H)], Values(c)) is { } kept)
        {
            RunPrunedLstm(kept, packing, reverse, x, h, c);
        }
        else
        {
            RunQuantisedLstm(parameters.Size, cache.Forward(), packing, reverse, x, starts, h, c, gates);
        }
    }

    /// <summary>The kept units alone; the others stay zero.</summary>
    private void RunPrunedLstm(KeptLstmCache cache, Packing packing, bool reverse, Tensor x, Tensor h, Tensor c)
    {
        PrunedUnits units = cache.Units;
        (int B, int N, int K, int H) = (packing.BatchSize, packing.Rows, units.Kept.Length, h.Shape[1]);
        HostStorage room = ThreadScratch.Kept(checked(((2 * B) + N) * K));
        Tensor kept = new(room, 0, new Shape(B + N, K)), cells = new(room, (B + N) * K, new Shape(B, K));
        units.Gather(Values(h)[..(B * H)], Values(kept)[..(B * K)]);
        units.Gather(Values(c), Values(cells));
        RunQuantisedLstm(
            cache.Size, cache.Forward(), packing, reverse, x, starts: default, kept, cells, gates: default);
        units.Scatter(Values(kept)[(B * K)..], Values(h)[(B * H)..]);
        units.Scatter(Values(cells), Values(c));
    }

    private void RunQuantisedLstm(
        LstmSize size, HostStorage panels, Packing packing, bool reverse, Tensor x, Tensor starts, Tensor h, Tensor c,
        Tensor gates)
    {
        RecurrentSplit split = Split(packing, size.H, QuantisedWork(size));
        if (split.Units == 1 || !starts.IsNone)
        {
            _workers.Run(
                new QuantisedLstmWork(size, packing, reverse, split.Rows, panels, x, starts, h, c, gates), split.Rows);
            return;
        }

        var steps = new StepTable(packing.RowStart, packing.BatchSize, reverse);
        HostStorage room = ThreadScratch.Room(QuantisedLstmKernel.ScratchLength(size, packing.BatchSize, split.Units));
        for (int s = 0; s < packing.Steps; s++)
        {
            QuantisedLstmKernel.BeginStep(size, steps, s, Values(x), Values(h), room.Span(0, room.Length));
            _workers.Run(
                new QuantisedLstmUnitsWork(size, packing, reverse, s, split.Units, panels, h, c, gates, room),
                split.Units, split.IsBrief);
        }
    }

    /// <summary>starts = b + W·table.</summary>
    private static void QuantisedSymbolStarts(LstmParameters parameters, Tensor table, Tensor starts)
    {
        HostStorage panels = QuantisedLstmCache.Of(parameters).Forward();
        QuantisedLstmKernel.SymbolStarts(
            parameters.Size, panels.Span(0, panels.Length), Values(table), Values(starts),
            ThreadScratch.Values(QuantisedLstmKernel.ScratchLength(parameters.Size, 1)));
    }

    private void QuantisedLstmStep(
        LstmParameters parameters, Tensor x, Span<float> y, Tensor state, Span<float> scratch)
    {
        LstmSize size = parameters.Size;
        int H = size.H, streams = x.Shape[0];
        if (streams > 1)
        {
            StepTogether(
                size, streams, new QuantisedStep(QuantisedLstmCache.Of(parameters)), Values(x), y, Values(state),
                scratch);
        }
        else if (streams == 1 && QuantisedStreamSplit(size) is { Units: > 1 } split
            && QuantisedLstmCache.Of(parameters) is { HasPruned: false } cache)
        {
            HostStorage panels = cache.Forward();
            HostStorage room = ThreadScratch.Room(QuantisedLstmKernel.ScratchLength(size, 1, split.Units));
            QuantisedLstmKernel.BeginStream(size, Values(x), Values(state)[..H], room.Span(0, room.Length));
            _workers.Run(
                new QuantisedLstmStreamWork(size, split.Units, panels, state, room, StepThread.Next(panels)),
                split.Units, split.IsBrief);
            Values(state)[..H].CopyTo(y);
        }
        else if (streams == 1)
        {
            QuantisedLstmStepAlone(parameters, Values(x), y, Values(state));
        }
    }

    private bool TryQuantisedLstmStep(LstmParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state)
    {
        if (Threads > 1 && QuantisedStreamSplit(parameters.Size).Units > 1)
        {
            return false;
        }

        QuantisedLstmStepAlone(parameters, x, y, Values(state));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void QuantisedLstmStepAlone(
        LstmParameters parameters, ReadOnlySpan<float> x, Span<float> y, Span<float> state)
    {
        int H = parameters.Size.H;
        QuantisedLstmCache cache = QuantisedLstmCache.Of(parameters);
        Span<float> h = state[..H], c = state.Slice(H, H);
        if (cache.Kept(h, c) is { } own)
        {
            int K = own.Size.H;
            Span<float> kept = ThreadScratch.Kept(2 * K).Span(0, 2 * K);
            own.Units.Gather(state, kept);
            QuantisedLstmStepAlone(own.Size, own.Forward(), x, kept[..K], kept[K..]);
            own.Units.Scatter(kept, state);
        }
        else
        {
            QuantisedLstmStepAlone(parameters.Size, cache.Forward(), x, h, c);
        }

        h.CopyTo(y);
    }

    private static void QuantisedLstmStepAlone(
        LstmSize size, HostStorage panels, ReadOnlySpan<float> x, Span<float> h, Span<float> c)
    {
        StepThread own = StepThread.Own;
        QuantisedLstmKernel.Step(
            size, panels.Span(0, panels.Length), x, h, c, own.Scratch(QuantisedLstmKernel.ScratchLength(size, 1)),
            own.Turn(panels));
    }

    private static long QuantisedWork(LstmSize size) => Math.Max(1, 4L * size.H * (size.H + size.I) / QuantisedSpeed);

    private RecurrentSplit QuantisedStreamSplit(LstmSize size) => Split(1, size.H, QuantisedWork(size));

    /// <summary>One step of a batch of streams.</summary>
    private readonly struct QuantisedStep(QuantisedLstmCache cache) : ILstmStep
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
            QuantisedLstmKernel.Forward(
                size, new StepTable([0, streams], streams), 0, streams, panels.Span(0, panels.Length), x, [], hidden,
                cells, [],
                ThreadScratch.Values(QuantisedLstmKernel.ScratchLength(size, streams)));
    }

    private readonly record struct QuantisedLstmWork(
        LstmSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor X, Tensor Starts, Tensor H,
        Tensor C, Tensor Gates) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            QuantisedLstmKernel.Forward(
                Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), from, to,
                Panels.Span(0, Panels.Length), Values(X), Values(Starts), Values(H),
                Values(C), Values(Gates), ThreadScratch.Values(QuantisedLstmKernel.ScratchLength(Size, to - from)));
        }
    }

    private readonly record struct QuantisedLstmUnitsWork(
        LstmSize Size, Packing Packing, bool Reverse, int Step, int Parts, HostStorage Panels, Tensor H, Tensor C,
        Tensor Gates, HostStorage Room) : IParallelWork
    {
        public void Run(int part) => QuantisedLstmKernel.StepUnits(
            Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), Step, part, Parts,
            Panels.Span(0, Panels.Length),
            Values(H), Values(C), Values(Gates), Room.Span(0, Room.Length));
    }

    private readonly record struct QuantisedLstmStreamWork(
        LstmSize Size, int Parts, HostStorage Panels, Tensor State, HostStorage Room, bool Descending) : IParallelWork
    {
        public void Run(int part)
        {
            Span<float> state = Values(State);
            QuantisedLstmKernel.StreamUnits(
                Size, part, Parts, Panels.Span(0, Panels.Length), state[..Size.H], state.Slice(Size.H, Size.H),
                Room.Span(0, Room.Length), Descending);
        }
    }

    /// <summary>
    /// The packed weights of an LSTM in 8 bits, of all units, and those of the units that are not pruned.
    /// </summary>
    private sealed class QuantisedLstmCache(LstmParameters p)
        : PanelCache<LstmParameters>(p, p.W, p.R, p.B)
    {
        private readonly KeptLstmCache? _kept = PrunedUnits.Of(p) is { } units ? new KeptLstmCache(p, units) : null;

        /// <summary>Whether some units are pruned.</summary>
        public bool HasPruned => _kept is { Units.IsCurrent: true };

        protected override int ForwardLength => QuantisedLstmPanels.Length(Key.Size);

        /// <summary>The units that are not pruned, where others are and start from zero.</summary>
        public KeptLstmCache? Kept(ReadOnlySpan<float> hidden, ReadOnlySpan<float> cells) =>
            HasPruned && _kept!.Units.AreZero(hidden) && _kept.Units.AreZero(cells) ? _kept : null;

        public static QuantisedLstmCache Of(LstmParameters parameters) =>
            Of(parameters.W, parameters, static p => new QuantisedLstmCache(p), quantised: true);

        protected override void PackForward(Span<float> panels) =>
            QuantisedLstmPanels.Pack(Key.Size, Key.W.Quantised!, Key.R.Quantised!, Values(Key.B.Value), panels);
    }

    /// <summary>The packed weights of the units of an LSTM in 8 bits that are not pruned.</summary>
    private sealed class KeptLstmCache(LstmParameters p, PrunedUnits units)
        : PanelCache<LstmParameters>(p, p.W, p.R, p.B)
    {
        public PrunedUnits Units => units;

        /// <summary>I, and H without the pruned units.</summary>
        public LstmSize Size { get; } = p.Size with { H = units.Kept.Length };

        protected override int ForwardLength => QuantisedLstmPanels.Length(Size);

        protected override void PackForward(Span<float> panels) => QuantisedLstmPanels.Pack(
            Size, units.Compact(Key.W.Quantised!, columnsToo: false), units.Compact(Key.R.Quantised!, columnsToo: true),
            units.Compact(Values(Key.B.Value)), panels);
    }
}
