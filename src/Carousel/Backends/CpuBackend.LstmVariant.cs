using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override void PackStates(Packing packing, Tensor states, Tensor packed)
    {
        ArgumentNullException.ThrowIfNull(packing);
        PackedStates.Load(packing, Values(states), states.Shape[1], 0, Values(packed), states.Shape[1]);
    }

    /// <inheritdoc/>
    internal override void LstmVariantForward(
        LstmVariantParameters parameters, LstmMaskTensors masks, Packing packing, bool reverse, Tensor x,
        Tensor initialState, Tensor h, Tensor c,
        Tensor trace, Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        LstmVariantSize size = parameters.Size;
        (int H, int P) = (size.H, size.P);
        Span<float> hidden = Values(h), cells = Values(c);
        PackedStates.Load(packing, Values(initialState), P + H, 0, hidden, P);
        PackedStates.Load(packing, Values(initialState), P + H, P, cells, H);
        if (packing.Rows > 0)
        {
            int parts = RecurrentParts(packing, (long)size.GatesLength * (size.I + P));
            var work = new LstmVariantForwardWork(
                parameters, size, masks, packing, reverse, parts, LstmVariantPanelCache.Of(parameters).Forward(), x, h,
                c, trace);
            _workers.Run(work, parts);
        }

        PackedStates.Store(packing, reverse, hidden, P, Values(finalState), P + H, 0);
        PackedStates.Store(packing, reverse, cells, H, Values(finalState), P + H, P);
    }

    /// <inheritdoc/>
    internal override void LstmVariantBackward(
        LstmVariantParameters parameters, LstmMaskTensors masks, Packing packing, bool reverse, Tensor x, Tensor h,
        Tensor c, Tensor trace,
        Tensor dh, Tensor dc, Tensor dFinalState, Tensor dx, LstmVariantTensors gradients, Tensor dInitialState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        LstmVariantSize size = parameters.Size;
        (int H, int P) = (size.H, size.P);
        Span<float> dHidden = Values(dh), dCells = Values(dc);
        dHidden[..(packing.BatchSize * P)].Clear();
        PackedStates.AddLast(packing, reverse, Values(dFinalState), P + H, 0, dHidden, P);
        PackedStates.Load(packing, Values(dFinalState), P + H, P, dCells, H);
        if (packing.Rows > 0)
        {
            HostStorage panels = LstmVariantPanelCache.Of(parameters).Backward();
            int parts = RecurrentParts(packing, (long)size.GatesLength * (size.I + P));
            _workers.Run(
                new LstmVariantBackwardWork(parameters, size, masks, packing, reverse, parts, panels, c, trace, dh, dc),
                parts);
            int inputParts = dx.IsNone ? 0 : parts;
            _workers.Run(
                new LstmVariantGradientWork(
                    size, packing, reverse, parts, inputParts, !masks.Recurrent.IsNone, panels, x, h, c, trace, dh, dx,
                    gradients),
                parts + inputParts);
        }

        PackedStates.AddTo(packing, dHidden, P, Values(dInitialState), P + H, 0);
        PackedStates.AddTo(packing, dCells, H, Values(dInitialState), P + H, P);
    }

    /// <inheritdoc/>
    internal override void LstmVariantStep(
        LstmVariantParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        LstmVariantSize size = parameters.Size;
        (int H, int P) = (size.H, size.P);
        int streams = x.Shape[0];
        HostStorage panels = LstmVariantPanelCache.Of(parameters).Forward();
        Span<float> states = Values(state), hidden = Values(y), cells = Values(scratch)[..(streams * H)];
        for (int s = 0; s < streams; s++)
        {
            states.Slice(s * (P + H), P).CopyTo(hidden[(s * P)..]);
            states.Slice((s * (P + H)) + P, H).CopyTo(cells[(s * H)..]);
        }

        LstmVariantKernel.Step(
            size, panels.Span(),
            new LstmVariantMasks { HiddenRate = parameters.HiddenRate, CellRate = parameters.CellRate },
            Values(x), hidden, cells, Values(scratch)[(streams * H)..]);
        for (int s = 0; s < streams; s++)
        {
            hidden.Slice(s * P, P).CopyTo(states[(s * (P + H))..]);
            cells.Slice(s * H, H).CopyTo(states[((s * (P + H)) + P)..]);
        }
    }

    /// <summary>
    /// Ranges of places for threads. Rows are independent, so their number does not show in the bits.
    /// </summary>
    private int RecurrentParts(Packing packing, long multiplyAddsPerRow) =>
        (int)Math.Clamp(
            packing.Rows * multiplyAddsPerRow / RecurrentSplit.SequenceGrain, 1,
            Math.Max(1, Math.Min(Threads, packing.BatchSize)));

    private static LstmVariantMasks MasksOf(LstmVariantParameters parameters, LstmMaskTensors masks) => new()
    {
        ZoneoutHidden = Values(masks.ZoneoutHidden),
        ZoneoutCell = Values(masks.ZoneoutCell),
        Recurrent = Values(masks.Recurrent),
        HiddenRate = parameters.HiddenRate,
        CellRate = parameters.CellRate,
    };

    private readonly record struct LstmVariantForwardWork(
        LstmVariantParameters Parameters, LstmVariantSize Size, LstmMaskTensors Masks, Packing Packing, bool Reverse,
        int Parts, HostStorage Panels,
        Tensor X, Tensor H, Tensor C, Tensor Trace) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (
                RecurrentSplit.PlaceOf(Packing, part, Parts), RecurrentSplit.PlaceOf(Packing, part + 1, Parts));
            LstmVariantKernel.Forward(
                Size, Packing.RowStart, Reverse, from, to, Panels.Span(), MasksOf(Parameters, Masks),
                Values(X), Values(H), Values(C),
                Values(Trace), ThreadScratch.Values(LstmVariantKernel.ForwardScratch(Size, to - from)));
        }
    }

    private readonly record struct LstmVariantBackwardWork(
        LstmVariantParameters Parameters, LstmVariantSize Size, LstmMaskTensors Masks, Packing Packing, bool Reverse,
        int Parts, HostStorage Panels,
        Tensor C, Tensor Trace, Tensor Dh, Tensor Dc) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (
                RecurrentSplit.PlaceOf(Packing, part, Parts), RecurrentSplit.PlaceOf(Packing, part + 1, Parts));
            LstmVariantKernel.Backward(
                Size, Packing.RowStart, Reverse, from, to, Panels.Span(), MasksOf(Parameters, Masks),
                Values(C), Values(Trace),
                Values(Dh), Values(Dc), ThreadScratch.Values(LstmVariantKernel.BackwardScratch(Size, to - from)));
        }
    }

    /// <summary>Gradients of the parameters by their outputs, then input gradients by rows.</summary>
    private readonly record struct LstmVariantGradientWork(
        LstmVariantSize Size, Packing Packing, bool Reverse, int WeightParts, int InputParts, bool Masked,
        HostStorage Panels,
        Tensor X, Tensor H, Tensor C, Tensor Trace, Tensor Dh, Tensor Dx, LstmVariantTensors Gradients) : IParallelWork
    {
        public void Run(int part)
        {
            if (part < WeightParts)
            {
                LstmVariantKernel.AddWeightGradient(
                    Size, Packing.RowStart, Reverse, part, WeightParts, Masked, Values(X), Values(H), Values(C),
                    Values(Trace), Values(Dh),
                    new LstmVariantGradients
                    {
                        W = Values(Gradients.W),
                        R = Values(Gradients.R),
                        B = Values(Gradients.B),
                        Peepholes = Values(Gradients.Peepholes),
                        Projection = Values(Gradients.Projection),
                        GainInput = Values(Gradients.GainInput),
                        GainRecurrent = Values(Gradients.GainRecurrent),
                        GainCell = Values(Gradients.GainCell),
                        BiasCell = Values(Gradients.BiasCell),
                    },
                    ThreadScratch.Values(LstmVariantKernel.WeightGradientScratch(Size)));
                return;
            }

            part -= WeightParts;
            int from = (int)((long)Packing.Rows * part / InputParts);
            int to = (int)((long)Packing.Rows * (part + 1) / InputParts);
            LstmVariantKernel.AddInputGradient(
                Size, from, to, Panels.Span(), Values(Trace), Values(Dx));
        }
    }

    /// <summary>The packed weights of a variant of the LSTM.</summary>
    private sealed class LstmVariantPanelCache(LstmVariantParameters p)
        : PanelCache<LstmVariantParameters>(
            p, p.W, p.R, p.B, p.Peepholes, p.Projection, p.GainInput, p.GainRecurrent, p.GainCell, p.BiasCell)
    {
        protected override int ForwardLength => LstmVariantPanels.Length(Key.Size);

        protected override int BackwardLength => LstmVariantPanels.BackwardLength(Key.Size);

        public static LstmVariantPanelCache Of(LstmVariantParameters parameters) =>
            Of(parameters.W, parameters, static p => new LstmVariantPanelCache(p));

        protected override void PackForward(Span<float> panels) =>
            LstmVariantPanels.Pack(Key.Size, Weights(), panels);

        protected override void PackBackward(Span<float> panels) =>
            LstmVariantPanels.PackBackward(Key.Size, Weights(), panels);

        private static ReadOnlySpan<float> ValuesOf(Parameter? parameter) =>
            parameter is null ? [] : Values(parameter.Value);

        private LstmVariantWeights Weights() => new()
        {
            W = Values(Key.W.Value),
            R = Values(Key.R.Value),
            B = Values(Key.B.Value),
            Peepholes = ValuesOf(Key.Peepholes),
            Projection = ValuesOf(Key.Projection),
            GainInput = ValuesOf(Key.GainInput),
            GainRecurrent = ValuesOf(Key.GainRecurrent),
            GainCell = ValuesOf(Key.GainCell),
            BiasCell = ValuesOf(Key.BiasCell),
        };
    }
}
