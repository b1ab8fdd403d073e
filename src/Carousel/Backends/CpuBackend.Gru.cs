using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override void GruForward(
        GruParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h, Tensor gates,
        Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        GruSize size = parameters.Size;
        Span<float> states = Values(h);
        PackedStates.Load(packing, Values(initialState), size.H, 0, states, size.H);
        if (packing.Rows > 0 && IsQuantised(parameters))
        {
            RunQuantisedGru(parameters, packing, reverse, x, h, gates);
        }
        else if (packing.Rows > 0)
        {
            HostStorage panels = GruPanelCache.Of(parameters).Forward();
            RecurrentSplit split = Split(packing, size);
            if (split.Units > 1)
            {
                RunSegments(packing, reverse, split, new GruUnitsWork(size, packing, split.Units, panels, x, h, gates));
            }
            else
            {
                _workers.Run(new GruForwardWork(size, packing, reverse, split.Rows, panels, x, h, gates), split.Rows);
            }
        }

        PackedStates.Store(packing, reverse, states, size.H, Values(finalState), size.H, 0);
    }

    /// <inheritdoc/>
    public override void GruBackward(
        GruParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor gates, Tensor dh,
        Tensor dFinalState,
        Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dq, Tensor dInitialState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        GruSize size = parameters.Size;
        Span<float> dStates = Values(dh);
        dStates[..(packing.BatchSize * size.H)].Clear();
        PackedStates.AddLast(packing, reverse, Values(dFinalState), size.H, 0, dStates, size.H);
        if (packing.Rows > 0)
        {
            HostStorage panels = GruPanelCache.Of(parameters).Backward();
            RecurrentSplit split = Split(packing, size);
            if (split is { Rows: 1, Units: 1, Gradients: 1 })
            {
                GruKernel.BackwardWithGradients(
                    size, packing.RowStart, reverse, panels.Span(0, panels.Length), Values(x), Values(h), Values(gates),
                    dStates,
                    Values(dx), Values(dW), Values(dR), Values(db), Values(dq),
                    ThreadScratch.Values(GruKernel.BackwardWithGradientsScratch(size, packing.BatchSize)));
            }
            else
            {
                if (split.Units > 1)
                {
                    RunSegments(
                        packing, reverse, split,
                        new GruBackwardUnitsWork(size, packing, split.Units, panels, h, gates, dh));
                }
                else
                {
                    _workers.Run(
                        new GruBackwardWork(size, packing, reverse, split.Rows, panels, h, gates, dh), split.Rows);
                }

                int weightParts = dW.IsNone && dR.IsNone && db.IsNone && dq.IsNone
                    ? 0
                    : Math.Min(split.Gradients, size.Blocks);
                int inputParts = dx.IsNone ? 0 : split.Gradients;
                _workers.Run(
                    new GruGradientWork(
                        size, packing, reverse, weightParts, inputParts, panels, x, h, gates, dx, dW, dR, db, dq),
                    weightParts + inputParts);
            }
        }

        PackedStates.AddTo(packing, dStates, size.H, Values(dInitialState), size.H, 0);
    }

    /// <inheritdoc/>
    public override void GruStateGradient(
        GruParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        HostStorage panels = GruPanelCache.Of(parameters).Backward();
        GruKernel.AddStateGradient(
            parameters.Size, panels.Span(0, panels.Length), Values(before), Values(gates), Values(dh), Values(dBefore),
            ThreadScratch.Values(GruKernel.BackwardScratch(parameters.Size, before.Shape[0])));
    }

    /// <inheritdoc/>
    public override void GruStep(GruParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (IsQuantised(parameters))
        {
            QuantisedGruStep(parameters, x, state, scratch);
            Values(state).CopyTo(Values(y));
            return;
        }

        HostStorage panels = GruPanelCache.Of(parameters).Forward();
        GruSize size = parameters.Size;
        RecurrentSplit split = Split(x.Shape[0], size.H, 3L * size.H * (size.H + size.I));
        if (split.Units > 1 && size.ResetAfter)
        {
            Values(state).CopyTo(Values(scratch));
            _workers.Run(
                new GruStreamUnitsWork(size, split.Units, panels, x, state, scratch), split.Units, split.IsBrief);
        }
        else
        {
            GruKernel.Step(size, panels.Span(0, panels.Length), Values(x), Values(state), Values(scratch));
        }

        Values(state).CopyTo(Values(y));
    }

    /// <summary>
    /// With the reset before the product a step has two products, one on top of the other: its loop is split by rows
    /// alone.
    /// </summary>
    private RecurrentSplit Split(Packing packing, GruSize size)
    {
        RecurrentSplit split = Split(packing, size.H, 3L * size.H * (size.H + size.I));
        return size.ResetAfter ? split : split with { Units = 1 };
    }

    private readonly record struct GruForwardWork(
        GruSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor X, Tensor H, Tensor Gates)
            : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            GruKernel.Forward(
                Size, Packing.RowStart, Reverse, from, to, Panels.Span(0, Panels.Length), Values(X), Values(H),
                Values(Gates),
                ThreadScratch.Values(GruKernel.ForwardScratch(Size, to - from)));
        }
    }

    private readonly record struct GruBackwardWork(
        GruSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor H, Tensor Gates, Tensor Dh)
            : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            GruKernel.Backward(
                Size, Packing.RowStart, Reverse, from, to, Panels.Span(0, Panels.Length), Values(H), Values(Gates),
                Values(Dh),
                ThreadScratch.Values(GruKernel.BackwardScratch(Size, to - from)));
        }
    }

    /// <summary>Weight gradients by blocks of units, then input gradients by rows.</summary>
    private readonly record struct GruGradientWork(
        GruSize Size, Packing Packing, bool Reverse, int WeightParts, int InputParts, HostStorage Panels, Tensor X,
        Tensor H, Tensor Gates,
        Tensor Dx, Tensor Dw, Tensor Dr, Tensor Db, Tensor Dq) : IParallelWork
    {
        public void Run(int part)
        {
            if (part < WeightParts)
            {
                GruProducts.AddWeightGradient(
                    Size, Packing.RowStart, Reverse, Size.Blocks * part / WeightParts,
                    Size.Blocks * (part + 1) / WeightParts,
                    Values(X), Values(H), Values(Gates), Values(Dw), Values(Dr), Values(Db), Values(Dq),
                    ThreadScratch.Values(GruKernel.WeightGradientScratch(Size)));
                return;
            }

            part -= WeightParts;
            int from = (int)((long)Packing.Rows * part / InputParts);
            int to = (int)((long)Packing.Rows * (part + 1) / InputParts);
            GruKernel.AddInputGradient(
                Size, from, to, Panels.Span(0, Panels.Length), Values(Gates), Values(Dx),
                ThreadScratch.Values(GruKernel.InputGradientScratch(Size)));
        }
    }

    /// <summary>The packed weights of a GRU.</summary>
    private sealed class GruPanelCache(GruParameters p)
        : PanelCache<GruParameters>(p, p.W, p.R, p.B, p.Q)
    {
        protected override int ForwardLength => GruPanels.Length(Key.Size);

        protected override int BackwardLength => GruPanels.BackwardLength(Key.Size);

        public static GruPanelCache Of(GruParameters parameters) =>
            Of(parameters.W, parameters, static p => new GruPanelCache(p));

        protected override void PackForward(Span<float> panels) =>
            GruPanels.Pack(
                Key.Size, Values(Key.W.Value), Values(Key.R.Value), Values(Key.B.Value),
                Key.Q is null ? [] : Values(Key.Q.Value), panels);

        protected override void PackBackward(Span<float> panels) =>
            GruPanels.PackBackward(Key.Size, Values(Key.W.Value), Values(Key.R.Value), panels);
    }
}
