using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override void ElmanForward(
        ElmanParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h,
        Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        ElmanSize size = parameters.Size;
        Span<float> states = Values(h);
        PackedStates.Load(packing, Values(initialState), size.H, 0, states, size.H);
        if (packing.Rows > 0)
        {
            HostStorage panels = ElmanPanelCache.Of(parameters).Forward();
            RecurrentSplit split = Split(packing, size.H, (long)size.H * (size.H + size.I));
            if (split.Units > 1)
            {
                RunSegments(packing, reverse, split, new ElmanUnitsWork(size, packing, split.Units, panels, x, h));
            }
            else
            {
                _workers.Run(new ElmanForwardWork(size, packing, reverse, split.Rows, panels, x, h), split.Rows);
            }
        }

        PackedStates.Store(packing, reverse, states, size.H, Values(finalState), size.H, 0);
    }

    /// <inheritdoc/>
    public override void ElmanBackward(
        ElmanParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor dh, Tensor dFinalState,
        Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        ElmanSize size = parameters.Size;
        Span<float> dStates = Values(dh);
        dStates[..(packing.BatchSize * size.H)].Clear();
        PackedStates.AddLast(packing, reverse, Values(dFinalState), size.H, 0, dStates, size.H);
        if (packing.Rows > 0)
        {
            HostStorage panels = ElmanPanelCache.Of(parameters).Backward();
            RecurrentSplit split = Split(packing, size.H, (long)size.H * (size.H + size.I));
            if (split is { Rows: 1, Units: 1, Gradients: 1 })
            {
                ElmanKernel.BackwardWithGradients(
                    size, packing.RowStart, reverse, panels.Span(0, panels.Length), Values(x), Values(h), dStates,
                    Values(dx), Values(dW), Values(dR), Values(db),
                    ThreadScratch.Values(ElmanKernel.WeightGradientScratch(size)));
            }
            else
            {
                if (split.Units > 1)
                {
                    RunSegments(
                        packing, reverse, split, new ElmanBackwardUnitsWork(size, packing, split.Units, panels, h, dh));
                }
                else
                {
                    _workers.Run(new ElmanBackwardWork(size, packing, reverse, split.Rows, panels, h, dh), split.Rows);
                }

                int weightParts = dW.IsNone && dR.IsNone && db.IsNone ? 0 : Math.Min(split.Gradients, size.H);
                int inputParts = dx.IsNone ? 0 : split.Gradients;
                _workers.Run(
                    new ElmanGradientWork(
                        size, packing, reverse, weightParts, inputParts, panels, x, h, dh, dx, dW, dR, db),
                        weightParts + inputParts);
            }
        }

        PackedStates.AddTo(packing, dStates, size.H, Values(dInitialState), size.H, 0);
    }

    /// <inheritdoc/>
    public override void ElmanStateGradient(ElmanParameters parameters, Tensor da, Tensor dBefore)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        HostStorage panels = ElmanPanelCache.Of(parameters).Backward();
        ElmanKernel.AddStateGradient(parameters.Size, panels.Span(0, panels.Length), Values(da), Values(dBefore));
    }

    /// <inheritdoc/>
    public override void ElmanStep(ElmanParameters parameters, Tensor x, Tensor y, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        HostStorage panels = ElmanPanelCache.Of(parameters).Forward();
        ElmanSize size = parameters.Size;
        RecurrentSplit split = Split(x.Shape[0], size.H, (long)size.H * (size.H + size.I));
        if (split.Units > 1)
        {
            Values(state).CopyTo(Values(y));
            _workers.Run(new ElmanStreamUnitsWork(size, split.Units, panels, x, state, y), split.Units, split.IsBrief);
        }
        else
        {
            ElmanKernel.Step(size, panels.Span(0, panels.Length), Values(x), Values(state), Values(y));
        }

        Values(state).CopyTo(Values(y));
    }

    private readonly record struct ElmanForwardWork(
        ElmanSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor X, Tensor H)
            : IParallelWork
    {
        public void Run(int part) => ElmanKernel.Forward(
            Size, Packing.RowStart, Reverse, PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts),
            Panels.Span(0, Panels.Length), Values(X), Values(H));
    }

    private readonly record struct ElmanBackwardWork(
        ElmanSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor H, Tensor Dh)
            : IParallelWork
    {
        public void Run(int part) => ElmanKernel.Backward(
            Size, Packing.RowStart, Reverse, PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts),
            Panels.Span(0, Panels.Length), Values(H), Values(Dh));
    }

    /// <summary>Weight gradients by units, then input gradients by rows.</summary>
    private readonly record struct ElmanGradientWork(
        ElmanSize Size, Packing Packing, bool Reverse, int WeightParts, int InputParts, HostStorage Panels, Tensor X,
        Tensor H, Tensor Dh,
        Tensor Dx, Tensor Dw, Tensor Dr, Tensor Db) : IParallelWork
    {
        public void Run(int part)
        {
            if (part < WeightParts)
            {
                ElmanKernel.AddWeightGradient(
                    Size, Packing.RowStart, Reverse, Size.H * part / WeightParts, Size.H * (part + 1) / WeightParts,
                    Values(X), Values(H), Values(Dh), Values(Dw), Values(Dr), Values(Db),
                    ThreadScratch.Values(ElmanKernel.WeightGradientScratch(Size)));
                return;
            }

            part -= WeightParts;
            int from = (int)((long)Packing.Rows * part / InputParts);
            int count = (int)((long)Packing.Rows * (part + 1) / InputParts) - from;
            ElmanKernel.AddInputGradient(
                Size, Panels.Span(0, Panels.Length), Values(Dh.Rows(Packing.BatchSize + from, count)),
                Values(Dx.Rows(from, count)));
        }
    }

    /// <summary>The packed weights of an Elman network.</summary>
    private sealed class ElmanPanelCache(ElmanParameters p)
        : PanelCache<ElmanParameters>(p, p.W, p.R, p.B)
    {
        protected override int ForwardLength => ElmanKernel.PanelLength(Key.Size);

        protected override int BackwardLength => ElmanKernel.BackwardPanelLength(Key.Size);

        public static ElmanPanelCache Of(ElmanParameters parameters) =>
            Of(parameters.W, parameters, static p => new ElmanPanelCache(p));

        protected override void PackForward(Span<float> panels) =>
            ElmanKernel.Pack(Key.Size, Values(Key.W.Value), Values(Key.R.Value), Values(Key.B.Value), panels);

        protected override void PackBackward(Span<float> panels) =>
            ElmanKernel.PackBackward(Key.Size, Values(Key.W.Value), Values(Key.R.Value), panels);
    }
}
