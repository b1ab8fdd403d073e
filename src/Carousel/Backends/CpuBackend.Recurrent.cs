using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void RecurrentForward(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h,
        Tensor c, Tensor gates, Tensor finalState) =>
        RunRecurrent(parameters, packing, reverse, x, starts: default, initialState, h, c, gates, finalState);

    /// <summary>Over inputs x; or, where starts are given, over symbols x.</summary>
    private void RunRecurrent(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor starts, Tensor initialState,
        Tensor h, Tensor c, Tensor gates, Tensor finalState)
    {
        int H = parameters.Units, width = H + parameters.RestLength;
        Span<float> hidden = Values(h), cells = width > H ? Values(c) : [];
        PackedStates.Load(packing, Values(initialState), width, 0, hidden, H);
        if (width > H)
        {
            PackedStates.Load(packing, Values(initialState), width, H, cells, width - H);
        }

        if (packing.Rows > 0)
        {
            parameters.CurrentForward.Forward(
                _workers,
                new CellCall
                {
                    Parameters = parameters,
                    Packing = packing,
                    Reverse = reverse,
                    X = x,
                    Starts = starts,
                    H = h,
                    C = c,
                    Gates = gates,
                });
        }

        PackedStates.Store(packing, reverse, hidden, H, Values(finalState), width, 0);
        if (width > H && (gates.IsNone || parameters.CarriesRest))
        {
            PackedStates.StoreCarried(packing, cells, width - H, Values(finalState), width, H);
        }
        else if (width > H)
        {
            PackedStates.Store(packing, reverse, cells, width - H, Values(finalState), width, H);
        }
    }

    /// <inheritdoc/>
    internal override void RecurrentBackward(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor c, Tensor gates,
        Tensor dh, Tensor dc, Tensor dFinalState, Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dq,
        Tensor dInitialState)
    {
        LoadGradients(parameters, packing, reverse, dFinalState, dh, dc);
        if (packing.Rows > 0)
        {
            parameters.Backward.Backward(
                _workers, BackwardCall(parameters, packing, reverse, x, h, c, gates, dh, dc),
                new CellGradients(dx, dW, dR, db, dq));
        }

        StoreGradients(parameters, packing, dh, dc, dInitialState);
    }

    private static CellCall BackwardCall(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor c, Tensor gates,
        Tensor dh, Tensor dc) => new()
        {
            Parameters = parameters,
            Packing = packing,
            Reverse = reverse,
            X = x,
            H = h,
            C = c,
            Gates = gates,
            Dh = dh,
            Dc = dc,
        };

    /// <summary>The gradients of final states to where the way back starts.</summary>
    private static void LoadGradients(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor dFinalState, Tensor dh, Tensor dc)
    {
        int H = parameters.Units, width = H + parameters.RestLength;
        Values(dh)[..(packing.BatchSize * H)].Clear();
        PackedStates.AddLast(packing, reverse, Values(dFinalState), width, 0, Values(dh), H);
        if (width > H)
        {
            PackedStates.Load(packing, Values(dFinalState), width, H, Values(dc), width - H);
        }
    }

    /// <summary>The gradients of initial states from where the way back ends.</summary>
    private static void StoreGradients(
        RecurrentParameters parameters, Packing packing, Tensor dh, Tensor dc, Tensor dInitialState)
    {
        int H = parameters.Units, width = H + parameters.RestLength;
        PackedStates.AddTo(packing, Values(dh), H, Values(dInitialState), width, 0);
        if (width > H)
        {
            PackedStates.AddTo(packing, Values(dc), width - H, Values(dInitialState), width, H);
        }
    }

    /// <inheritdoc/>
    internal override void RecurrentStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
        parameters.Backward.AddStateGradient(parameters, before, gates, dh, dBefore);
    }

    /// <inheritdoc/>
    internal override void RecurrentStep(
        RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        parameters.CurrentForward.Step(_workers, parameters, x, y, state, scratch);
    }

    /// <inheritdoc/>
    internal override bool TryRecurrentStep(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state) =>
        parameters.CurrentForward.TryStep(_workers, parameters, x, y, state);
}
