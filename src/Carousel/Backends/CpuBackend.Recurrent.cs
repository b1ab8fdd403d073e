using System.Runtime.CompilerServices;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override void LstmForward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h, Tensor c,
        Tensor gates, Tensor finalState) =>
        RunLstm(parameters, packing, reverse, x, starts: default, initialState, h, c, gates, finalState);

    /// <summary>Over inputs x; or, where starts are given, over symbols x.</summary>
    private void RunLstm(
        LstmParameters parameters, Packing packing, bool reverse, Tensor x, Tensor starts, Tensor initialState,
        Tensor h, Tensor c, Tensor gates,
        Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        (int B, int N, int H) = (packing.BatchSize, packing.Rows, parameters.Size.H);
        Span<float> hidden = Values(h), cells = Values(c);
        PackedStates.Load(packing, Values(initialState), 2 * H, 0, hidden, H);
        PackedStates.Load(packing, Values(initialState), 2 * H, H, cells, H);
        if (N > 0 && IsQuantised(parameters))
        {
            RunQuantisedLstm(parameters, packing, reverse, x, starts, h, c, gates);
        }
        else if (N > 0)
        {
            HostStorage panels = LstmPanelCache.Of(parameters).Forward();
            RecurrentSplit split = Split(packing, H, 4L * H * (H + parameters.Size.I));
            if (split.Units > 1 && starts.IsNone)
            {
                LstmForwardByUnits(parameters.Size, packing, reverse, split, panels, x, h, c, gates);
            }
            else
            {
                _workers.Run(
                    new LstmForwardWork(parameters.Size, packing, reverse, split.Rows, panels, x, starts, h, c, gates),
                    split.Rows);
            }
        }

        PackedStates.Store(packing, reverse, hidden, H, Values(finalState), 2 * H, 0);
        if (gates.IsNone)
        {
            PackedStates.StoreCarried(packing, cells, H, Values(finalState), 2 * H, H);
        }
        else
        {
            PackedStates.Store(packing, reverse, cells, H, Values(finalState), 2 * H, H);
        }
    }

    /// <inheritdoc/>
    public override void LstmBackward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor c, Tensor gates, Tensor dh,
        Tensor dc, Tensor dFinalState,
        Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        LstmSize size = parameters.Size;
        LoadGradients(packing, reverse, size.H, dFinalState, dh, dc);
        if (packing.Rows > 0)
        {
            HostStorage panels = LstmPanelCache.Of(parameters).Backward();
            RecurrentSplit split = Split(packing, size.H, 4L * size.H * (size.H + size.I));
            if (split is { Rows: 1, Units: 1, Gradients: 1 })
            {
                LstmKernel.BackwardWithGradients(
                    size, new StepTable(packing.RowStart, packing.BatchSize, reverse), panels.Span(0, panels.Length),
                    Values(x), Values(h), Values(c),
                    Values(gates), Values(dh), Values(dc), Values(dx), Values(dW), Values(dR), Values(db),
                    ThreadScratch.Values(LstmKernel.BackwardWithGradientsScratchLength(size, packing.BatchSize)));
            }
            else if (split.Units == 1 && StepChunks.Pay(size.I, size.H, LstmGates.Count))
            {
                LstmBackwardByChunks(size, packing, reverse, split, panels, x, h, c, gates, dh, dc, dx, dW, dR, db);
            }
            else
            {
                if (split.Units > 1)
                {
                    LstmBackwardByUnits(size, packing, reverse, split, panels, c, gates, dh, dc);
                }
                else
                {
                    _workers.Run(
                        new LstmBackwardWork(size, packing, reverse, split.Rows, panels, c, gates, dh, dc), split.Rows);
                }

                int weightParts = dW.IsNone && dR.IsNone && db.IsNone
                    ? 0
                    : Math.Min(split.Gradients, LstmKernel.GradientBlocks(size));
                int inputParts = dx.IsNone ? 0 : split.Gradients;
                _workers.Run(
                    new LstmGradientWork(
                        size, packing, reverse, weightParts, inputParts, panels, x, h, gates, dx, dW, dR, db),
                        weightParts + inputParts);
            }
        }

        StoreGradients(packing, size.H, dh, dc, dInitialState);
    }

    /// <summary>The gradients of final states to where the way back starts.</summary>
    private static void LoadGradients(Packing packing, bool reverse, int H, Tensor dFinalState, Tensor dh, Tensor dc)
    {
        Values(dh)[..(packing.BatchSize * H)].Clear();
        PackedStates.AddLast(packing, reverse, Values(dFinalState), 2 * H, 0, Values(dh), H);
        PackedStates.Load(packing, Values(dFinalState), 2 * H, H, Values(dc), H);
    }

    /// <summary>The gradients of initial states from where the way back ends.</summary>
    private static void StoreGradients(Packing packing, int H, Tensor dh, Tensor dc, Tensor dInitialState)
    {
        PackedStates.AddTo(packing, Values(dh), H, Values(dInitialState), 2 * H, 0);
        PackedStates.AddTo(packing, Values(dc), H, Values(dInitialState), 2 * H, H);
    }

    /// <inheritdoc/>
    public override void LstmStateGradient(LstmParameters parameters, Tensor da, Tensor dBefore)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        HostStorage panels = LstmPanelCache.Of(parameters).Backward();
        LstmKernel.AddStateGradient(parameters.Size, panels.Span(0, panels.Length), Values(da), Values(dBefore));
    }

    /// <inheritdoc/>
    public override void LstmStep(LstmParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (IsQuantised(parameters))
        {
            QuantisedLstmStep(parameters, x, Values(y), state, Values(scratch));
            return;
        }

        LstmSize size = parameters.Size;
        HostStorage panels = LstmPanelCache.Of(parameters).Forward();
        int streams = x.Shape[0];
        Span<float> states = Values(state), output = Values(y);
        if (streams > 1)
        {
            StepTogether(size, streams, new FloatStep(panels), Values(x), output, states, Values(scratch));
            return;
        }

        RecurrentSplit split = Split(streams, size.H, 4L * size.H * (size.H + size.I));
        if (split.Units > 1)
        {
            LstmStepByUnits(size, split, panels, x, state);
            states[..size.H].CopyTo(output);
        }
        else if (streams == 1)
        {
            LstmStepAlone(size, panels, Values(x), output, states);
        }
    }

    /// <inheritdoc/>
    internal override bool TryLstmStep(LstmParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state)
    {
        if (IsQuantised(parameters))
        {
            return TryQuantisedLstmStep(parameters, x, y, state);
        }

        LstmSize size = parameters.Size;
        if (Threads > 1 && Split(1, size.H, 4L * size.H * (size.H + size.I)).Units > 1)
        {
            return false;
        }

        LstmStepAlone(size, LstmPanelCache.Of(parameters).Forward(), x, y, Values(state));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LstmStepAlone(
        LstmSize size, HostStorage panels, ReadOnlySpan<float> x, Span<float> y, Span<float> state)
    {
        StepThread own = StepThread.Own;
        Span<float> h = state[..size.H];
        LstmKernel.Step(
            size, panels.Span(0, panels.Length), x, h, state.Slice(size.H, size.H),
            own.Scratch(LstmKernel.ScratchLength(size, 1)), own.Turn(panels));
        h.CopyTo(y);
    }

    /// <summary>Many streams are one step of a batch: every panel is read once for all.</summary>
    private static void StepTogether<TStep>(
        LstmSize size, int streams, TStep step, ReadOnlySpan<float> x, Span<float> y, Span<float> states,
        Span<float> scratch)
        where TStep : struct, ILstmStep
    {
        int H = size.H;
        Span<float> hidden = scratch[..(2 * streams * H)], cells = scratch.Slice(2 * streams * H, streams * H);
        for (int s = 0; s < streams; s++)
        {
            states.Slice(2 * s * H, H).CopyTo(hidden[(s * H)..]);
            states.Slice(((2 * s) + 1) * H, H).CopyTo(cells[(s * H)..]);
        }

        step.Run(size, streams, x, hidden, cells, scratch[(3 * streams * H)..]);
        hidden[(streams * H)..].CopyTo(y);
        for (int s = 0; s < streams; s++)
        {
            y.Slice(s * H, H).CopyTo(states[(2 * s * H)..]);
            cells.Slice(s * H, H).CopyTo(states[(((2 * s) + 1) * H)..]);
        }
    }

    /// <summary>One step of a batch of streams, of weights in one precision.</summary>
    private interface ILstmStep
    {
        /// <summary>x [S, I]; hidden [2S, H], the states before in front; cells [S, H], carried.</summary>
        void Run(
            LstmSize size, int streams, ReadOnlySpan<float> x, Span<float> hidden, Span<float> cells,
            Span<float> scratch);
    }

    private readonly struct FloatStep(HostStorage panels) : ILstmStep
    {
        public void Run(
            LstmSize size, int streams, ReadOnlySpan<float> x, Span<float> hidden, Span<float> cells,
            Span<float> scratch) =>
            LstmKernel.Infer(
                size, new StepTable([0, streams], streams), 0, streams, panels.Span(0, panels.Length), x, hidden, cells,
                scratch);
    }

    /// <summary>
    /// Ranges of places for threads. Rows are independent, so their number does not show in the bits.
    /// </summary>
    private int RecurrentParts(Packing packing, long multiplyAddsPerRow) =>
        (int)Math.Clamp(
            packing.Rows * multiplyAddsPerRow / RecurrentSplit.SequenceGrain, 1,
            Math.Max(1, Math.Min(Threads, packing.BatchSize)));

    private RecurrentSplit Split(Packing packing, int units, long multiplyAddsPerRow) =>
        RecurrentSplit.Of(Threads, packing.Steps, packing.Rows, packing.BatchSize, units, multiplyAddsPerRow);

    /// <summary>One step of some streams.</summary>
    private RecurrentSplit Split(int streams, int units, long multiplyAddsPerRow) =>
        RecurrentSplit.Of(Threads, 1, streams, streams, units, multiplyAddsPerRow);

    /// <summary>Where a part's places begin: each part has about as many rows.</summary>
    private static int PlaceOf(Packing packing, int part, int parts)
    {
        long wanted = (long)packing.Rows * part / parts;
        int place = 0;
        for (long rows = 0; place < packing.BatchSize && rows < wanted; place++)
        {
            rows += packing.Lengths[place];
        }

        return part == parts ? packing.BatchSize : place;
    }

    private readonly record struct LstmForwardWork(
        LstmSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor X, Tensor Starts, Tensor H,
        Tensor C, Tensor Gates) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            var steps = new StepTable(Packing.RowStart, Packing.BatchSize, Reverse);
            ReadOnlySpan<float> panels = Panels.Span(0, Panels.Length);
            Span<float> scratch = ThreadScratch.Values(LstmKernel.ScratchLength(Size, to - from));
            if (!Starts.IsNone)
            {
                LstmKernel.ForwardSymbols(
                    Size, steps, from, to, panels, Values(X), Values(Starts), Values(H), Values(C), Values(Gates),
                    scratch);
            }
            else if (Gates.IsNone)
            {
                LstmKernel.Infer(Size, steps, from, to, panels, Values(X), Values(H), Values(C), scratch);
            }
            else
            {
                LstmKernel.Forward(
                    Size, steps, from, to, panels, Values(X), Values(H), Values(C), Values(Gates), scratch);
            }
        }
    }

    private readonly record struct LstmBackwardWork(
        LstmSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor C, Tensor Gates, Tensor Dh,
        Tensor Dc) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            LstmKernel.Backward(
                Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), from, to,
                Panels.Span(0, Panels.Length),
                Values(C), Values(Gates), Values(Dh), Values(Dc),
                ThreadScratch.Values(LstmKernel.ScratchLength(Size, to - from)));
        }
    }

    /// <summary>Weight gradients by blocks of units, then input gradients by rows.</summary>
    private readonly record struct LstmGradientWork(
        LstmSize Size, Packing Packing, bool Reverse, int WeightParts, int InputParts, HostStorage Panels, Tensor X,
        Tensor H, Tensor Da,
        Tensor Dx, Tensor Dw, Tensor Dr, Tensor Db) : IParallelWork
    {
        public void Run(int part)
        {
            if (part < WeightParts)
            {
                int blocks = LstmKernel.GradientBlocks(Size);
                LstmKernel.AddWeightGradients(
                    Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), blocks * part / WeightParts,
                    blocks * (part + 1) / WeightParts,
                    Values(X), Values(H), Values(Da), Values(Dw), Values(Dr), Values(Db),
                    ThreadScratch.Values(LstmKernel.GradientScratchLength(Size)));
                return;
            }

            part -= WeightParts;
            int first = (int)((long)Packing.Rows * part / InputParts);
            int count = (int)((long)Packing.Rows * (part + 1) / InputParts) - first;
            LstmKernel.AddInputGradient(
                Size, Panels.Span(0, Panels.Length), Values(Da.Rows(first, count)), Values(Dx.Rows(first, count)));
        }
    }

    /// <summary>The packed weights of an LSTM.</summary>
    private sealed class LstmPanelCache(LstmParameters p)
        : PanelCache<LstmParameters>(p, p.W, p.R, p.B)
    {
        protected override int ForwardLength => LstmPanels.ForwardLength(Key.Size);

        protected override int BackwardLength => LstmPanels.BackwardLength(Key.Size);

        public static LstmPanelCache Of(LstmParameters parameters) =>
            Of(parameters.W, parameters, static p => new LstmPanelCache(p));

        protected override void PackForward(Span<float> panels) =>
            LstmPanels.PackForward(Key.Size, Values(Key.W.Value), Values(Key.R.Value), Values(Key.B.Value), panels);

        protected override void PackBackward(Span<float> panels) =>
            LstmPanels.PackBackward(Key.Size, Values(Key.W.Value), Values(Key.R.Value), panels);
    }
}
