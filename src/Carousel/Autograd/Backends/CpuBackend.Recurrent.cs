using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void PackStates(Packing packing, Tensor states, Tensor packed)
    {
        ArgumentNullException.ThrowIfNull(packing);
        new PackedStates(packing, states.Shape[1], 0, states.Shape[1]).Load(Values(states), Values(packed));
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
        PackedStates ofHidden = new(packing, width, 0, H), ofRest = new(packing, width, H, width - H);
        ofHidden.Load(Values(call.InitialState), hidden);
        if (width > H)
        {
            ofRest.Load(Values(call.InitialState), cells);
        }

        if (packing.Rows > 0)
        {
            p.CurrentForward.Forward(_workers, call);
        }

        Span<float> final = Values(call.FinalState);
        ofHidden.Store(reverse, hidden, final);
        if (width > H && (call.Gates.IsNone || p.CarriesRest))
        {
            ofRest.StoreCarried(cells, final);
        }
        else if (width > H)
        {
            ofRest.Store(reverse, cells, final);
        }
    }

    /// <inheritdoc/>
    internal override void RecurrentBackward(in CellCall call)
    {
        (RecurrentParameters p, Packing packing, bool reverse) = Checked(call);
        int H = p.Units, width = H + p.RestLength;
        Span<float> dh = Values(call.Dh), dc = width > H ? Values(call.Dc) : [], final = Values(call.DFinalState);
        dh[..(packing.BatchSize * H)].Clear();
        PackedStates ofHidden = new(packing, width, 0, H), ofRest = new(packing, width, H, width - H);
        ofHidden.AddLast(reverse, final, dh);
        if (width > H)
        {
            ofRest.Load(final, dc);
        }

        if (!call.Table.IsNone)
        {
            p.Backward.BackwardSymbols(_workers, call);
        }
        else if (packing.Rows > 0)
        {
            p.Backward.Backward(_workers, call);
        }

        ofHidden.AddTo(dh, Values(call.DInitialState));
        if (width > H)
        {
            ofRest.AddTo(dc, Values(call.DInitialState));
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
