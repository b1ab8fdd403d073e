using System.Runtime.CompilerServices;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs an LSTM forward, in floats or in 8 bits.</summary>
internal sealed class LstmForward<TKernel> : ForwardRunner
    where TKernel : struct, ILstmArithmetic
{
    /// <summary>The one: it holds nothing.</summary>
    public static LstmForward<TKernel> Instance { get; } = new();

    /// <inheritdoc/>
    public override bool IsQuantized => TKernel.IsQuantized;

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => TKernel.PanelLength(Size(parameters));

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        TKernel.Pack(Size(parameters), parameters.Weights(IsQuantized), panels);

    /// <inheritdoc/>
    public override int StepScratchLength(RecurrentParameters parameters, int streams) =>
        3 * streams * parameters.Units;

    /// <inheritdoc/>
    public override void SymbolStarts(RecurrentParameters parameters, Tensor table, Tensor starts) =>
        TKernel.SymbolStarts(
            Size(parameters), Panels(parameters).Span(), Values(table), Values(starts),
            ThreadScratch.Values(TKernel.ScratchLength(Size(parameters), 1)));

    /// <inheritdoc/>
    public override void Step(
        Workers workers, RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        LstmSize size = Size(parameters);
        HostStorage panels = Panels(parameters);
        int streams = x.Shape[0];
        Span<float> states = Values(state), output = Values(y);
        if (streams > 1)
        {
            StepTogether(size, streams, panels, Values(x), output, states, Values(scratch));
            return;
        }

        RecurrentSplit split = Split(workers, parameters, streams);
        if (split.Units > 1)
        {
            HostStorage room = ThreadScratch.Room(TKernel.StreamUnitsScratchLength(size, split.Units));
            TKernel.BeginStream(size, Values(x), states[..size.H], room.Span());
            workers.Run(
                new StepWork(size, split.Units, panels, state, room, StepThread.Next(panels)), split.Units,
                split.IsBrief);
            states[..size.H].CopyTo(output);
        }
        else if (streams == 1)
        {
            StepAlone(size, panels, Values(x), output, states);
        }
    }

    /// <inheritdoc/>
    protected override bool TryStepAlone(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state)
    {
        StepAlone(Size(parameters), Panels(parameters), x, y, Values(state));
        return true;
    }

    /// <inheritdoc/>
    protected override void Forward(in CellCall call, int placeFrom, int placeTo)
    {
        LstmSize size = Size(call.Parameters);
        TKernel.Forward(
            size, call.Spans(placeFrom, placeTo, TKernel.ScratchLength(size, placeTo - placeFrom)));
    }

    /// <inheritdoc/>
    protected override void ForwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split)
    {
        LstmSize size = Size(call.Parameters);
        int length = TKernel.UnitsScratchLength(size, call.Packing.BatchSize, split.Units);
        var work = new UnitsWork { Call = call, Parts = split.Units, Room = ThreadScratch.Room(length) };
        for (; work.Step < call.Packing.Steps; work.Step++)
        {
            TKernel.BeginStep(size, work.Spans, work.Step);
            workers.Run(work, split.Units, split.IsBrief);
        }
    }

    /// <summary>Many streams are one step of a batch: every panel is read once for all.</summary>
    private static void StepTogether(
        LstmSize size, int streams, HostStorage panels, ReadOnlySpan<float> x, Span<float> y, Span<float> states,
        Span<float> scratch)
    {
        int H = size.H;
        Span<float> hidden = scratch[..(2 * streams * H)], cells = scratch.Slice(2 * streams * H, streams * H);
        for (int s = 0; s < streams; s++)
        {
            states.Slice(2 * s * H, H).CopyTo(hidden[(s * H)..]);
            states.Slice(((2 * s) + 1) * H, H).CopyTo(cells[(s * H)..]);
        }

        TKernel.Forward(size, new CellSpans
        {
            Steps = new StepTable([0, streams], streams),
            PlaceTo = streams,
            Panels = panels.Span(),
            X = x,
            H = hidden,
            C = cells,
            Scratch = ThreadScratch.Values(TKernel.ScratchLength(size, streams)),
        });
        hidden[(streams * H)..].CopyTo(y);
        for (int s = 0; s < streams; s++)
        {
            y.Slice(s * H, H).CopyTo(states[(2 * s * H)..]);
            cells.Slice(s * H, H).CopyTo(states[(((2 * s) + 1) * H)..]);
        }
    }

    private static LstmSize Size(RecurrentParameters parameters) => ((LstmParameters)parameters).Size;

    private static HostStorage Panels(RecurrentParameters parameters) =>
        CellPanels.Of(parameters, TKernel.IsQuantized).Forward();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StepAlone(
        LstmSize size, HostStorage panels, ReadOnlySpan<float> x, Span<float> y, Span<float> state)
    {
        StepThread own = StepThread.Own;
        Span<float> h = state[..size.H];
        TKernel.Step(
            size, panels.Span(), x, h, state.Slice(size.H, size.H),
            own.Scratch(TKernel.ScratchLength(size, 1)), own.Turn(panels));
        h.CopyTo(y);
    }

    private struct UnitsWork : IParallelWork
    {
        public CellCall Call;
        public int Parts;
        public HostStorage Room;
        public int Step;

        public readonly CellSpans Spans => Call.Spans(0) with { Scratch = Room.Span() };

        public readonly void Run(int part) =>
            TKernel.StepUnits(Size(Call.Parameters), Spans, Step, part, Parts);
    }

    private readonly struct StepWork(
        LstmSize size, int parts, HostStorage panels, Tensor states, HostStorage room, bool descending) : IParallelWork
    {
        public void Run(int part)
        {
            Span<float> state = Values(states);
            TKernel.StreamUnits(
                size, part, parts, panels.Span(), state[..size.H], state.Slice(size.H, size.H),
                room.Span(), descending);
        }
    }
}
