using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void PackStates(Packing packing, Tensor states, Tensor packed)
    {
        ArgumentNullException.ThrowIfNull(packing);
        PackedStates.Load(packing, Values(states), states.Shape[1], 0, Values(packed), states.Shape[1]);
    }

    /// <inheritdoc/>
    internal override void RecurrentForward(in CellCall call)
    {
        (RecurrentParameters p, Packing packing, bool reverse) = Checked(call);
        if (!call.Table.IsNone)
        {
            p.CurrentForward.SymbolStarts(p, call.Table, call.Starts);
        }

        int H = p.Units, width = H + p.RestLength;
        Span<float> hidden = Values(call.H), cells = width > H ? Values(call.C) : [];
        PackedStates.Load(packing, Values(call.InitialState), width, 0, hidden, H);
        if (width > H)
        {
            PackedStates.Load(packing, Values(call.InitialState), width, H, cells, width - H);
        }

        if (packing.Rows > 0)
        {
            p.CurrentForward.Forward(_workers, call);
        }

        Span<float> final = Values(call.FinalState);
        PackedStates.Store(packing, reverse, hidden, H, final, width, 0);
        if (width > H && (call.Gates.IsNone || p.CarriesRest))
        {
            PackedStates.StoreCarried(packing, cells, width - H, final, width, H);
        }
        else if (width > H)
        {
            PackedStates.Store(packing, reverse, cells, width - H, final, width, H);
        }
    }

    /// <inheritdoc/>
    internal override void RecurrentBackward(in CellCall call)
    {
        (RecurrentParameters p, Packing packing, bool reverse) = Checked(call);
        int H = p.Units, width = H + p.RestLength;
        Span<float> dh = Values(call.Dh), dc = width > H ? Values(call.Dc) : [], final = Values(call.DFinalState);
        dh[..(packing.BatchSize * H)].Clear();
        PackedStates.AddLast(packing, reverse, final, width, 0, dh, H);
        if (width > H)
        {
            PackedStates.Load(packing, final, width, H, dc, width - H);
        }

        if (!call.Table.IsNone)
        {
            p.Backward.BackwardSymbols(_workers, call);
        }
        else if (packing.Rows > 0)
        {
            p.Backward.Backward(_workers, call);
        }

        PackedStates.AddTo(packing, dh, H, Values(call.DInitialState), width, 0);
        if (width > H)
        {
            PackedStates.AddTo(packing, dc, width - H, Values(call.DInitialState), width, H);
        }
    }

    private static (RecurrentParameters Parameters, Packing Packing, bool Reverse) Checked(in CellCall call)
    {
        ArgumentNullException.ThrowIfNull(call.Parameters);
        ArgumentNullException.ThrowIfNull(call.Packing);
        return (call.Parameters, call.Packing, call.Reverse);
    }

    /// <inheritdoc/>
    internal override void RecurrentStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Backward.AddStateGradient(parameters, before, gates, dh, dBefore);
    }

    /// <inheritdoc/>
    internal override void RecurrentStep(
        RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.CurrentForward.Step(_workers, parameters, x, y, state, scratch);
    }

    /// <inheritdoc/>
    internal override bool TryRecurrentStep(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state) =>
        parameters.CurrentForward.TryStep(_workers, parameters, x, y, state);
}
