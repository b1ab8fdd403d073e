using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override void GruForward(
        GruParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h, Tensor gates, Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        GruSize size = parameters.Size;
        Span<float> states = Values(h);
        PackedStates.Load(packing, Values(initialState), size.H, 0, states, size.H);
        if (packing.Rows > 0)
        {
            int parts = RecurrentParts(packing, 3L * size.H * (size.H + size.I));
            _workers.Run(new GruForwardWork(size, packing, reverse, parts, GruPanelCache.Of(parameters).Forward(), x, h, gates), parts);
        }

        PackedStates.Store(packing, reverse, states, size.H, Values(finalState), size.H, 0);
    }

    /// <inheritdoc/>
    public override void GruBackward(
        GruParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor gates, Tensor dh, Tensor dFinalState,
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
            int parts = RecurrentParts(packing, 3L * size.H * (size.H + size.I));
            _workers.Run(new GruBackwardWork(size, packing, reverse, parts, panels, h, gates, dh), parts);
            int weightParts = dW.IsNone && dR.IsNone && db.IsNone && dq.IsNone ? 0 : Math.Min(parts, size.Blocks);
            int inputParts = dx.IsNone ? 0 : parts;
            _workers.Run(
                new GruGradientWork(size, packing, reverse, weightParts, inputParts, panels, x, h, gates, dx, dW, dR, db, dq),
                weightParts + inputParts);
        }

        PackedStates.AddTo(packing, dStates, size.H, Values(dInitialState), size.H, 0);
    }

    /// <inheritdoc/>
    public override void GruStep(GruParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        HostStorage panels = GruPanelCache.Of(parameters).Forward();
        GruKernel.Step(parameters.Size, panels.Span(0, panels.Length), Values(x), Values(state), Values(scratch));
        Values(state).CopyTo(Values(y));
    }

    private readonly record struct GruForwardWork(
        GruSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor X, Tensor H, Tensor Gates) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            GruKernel.Forward(
                Size, Packing.RowStart, Reverse, from, to, Panels.Span(0, Panels.Length), Values(X), Values(H), Values(Gates),
                ThreadScratch.Values(GruKernel.ForwardScratch(Size, to - from)));
        }
    }

    private readonly record struct GruBackwardWork(
        GruSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor H, Tensor Gates, Tensor Dh) : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            GruKernel.Backward(
                Size, Packing.RowStart, Reverse, from, to, Panels.Span(0, Panels.Length), Values(H), Values(Gates), Values(Dh),
                ThreadScratch.Values(GruKernel.BackwardScratch(Size, to - from)));
        }
    }

    /// <summary>Weight gradients by blocks of units, then input gradients by rows.</summary>
    private readonly record struct GruGradientWork(
        GruSize Size, Packing Packing, bool Reverse, int WeightParts, int InputParts, HostStorage Panels, Tensor X, Tensor H, Tensor Gates,
        Tensor Dx, Tensor Dw, Tensor Dr, Tensor Db, Tensor Dq) : IParallelWork
    {
        public void Run(int part)
        {
            if (part < WeightParts)
            {
                GruProducts.AddWeightGradient(
                    Size, Packing.RowStart, Reverse, Size.Blocks * part / WeightParts, Size.Blocks * (part + 1) / WeightParts,
                    Values(X), Values(H), Values(Gates), Values(Dw), Values(Dr), Values(Db), Values(Dq),
                    ThreadScratch.Values(GruKernel.WeightGradientScratch(Size)));
                return;
            }

            part -= WeightParts;
            int from = (int)((long)Packing.Rows * part / InputParts);
            int to = (int)((long)Packing.Rows * (part + 1) / InputParts);
            GruKernel.AddInputGradient(Size, from, to, Panels.Span(0, Panels.Length), Values(Gates), Values(Dx));
        }
    }

    /// <summary>The weights of a GRU packed for both directions, each made anew when a parameter has changed. Kept with W.</summary>
    private sealed class GruPanelCache(GruParameters parameters)
    {
        private readonly Lock _gate = new();
        private HostStorage? _forward;
        private HostStorage? _backward;
        private (int W, int R, int B, int Q) _forwardVersion;
        private (int W, int R) _backwardVersion;

        public static GruPanelCache Of(GruParameters parameters)
        {
            lock (parameters.W)
            {
                if (parameters.W.BackendCache is not GruPanelCache cache || !cache.IsFor(parameters))
                {
                    cache = new GruPanelCache(parameters);
                    parameters.W.BackendCache = cache;
                }

                return cache;
            }
        }

        public HostStorage Forward()
        {
            lock (_gate)
            {
                GruParameters p = parameters;
                (int, int, int, int) version = (p.W.Version, p.R.Version, p.B.Version, p.Q?.Version ?? 0);
                if (_forward is null || _forwardVersion != version)
                {
                    _forward ??= new HostStorage(GruPanels.Length(p.Size));
                    GruPanels.Pack(
                        p.Size, Values(p.W.Value), Values(p.R.Value), Values(p.B.Value), p.Q is null ? [] : Values(p.Q.Value),
                        _forward.Span(0, _forward.Length));
                    _forwardVersion = version;
                }

                return _forward;
            }
        }

        public HostStorage Backward()
        {
            lock (_gate)
            {
                GruParameters p = parameters;
                (int, int) version = (p.W.Version, p.R.Version);
                if (_backward is null || _backwardVersion != version)
                {
                    _backward ??= new HostStorage(GruPanels.BackwardLength(p.Size));
                    GruPanels.PackBackward(p.Size, Values(p.W.Value), Values(p.R.Value), _backward.Span(0, _backward.Length));
                    _backwardVersion = version;
                }

                return _backward;
            }
        }

        private bool IsFor(GruParameters p) =>
            ReferenceEquals(parameters.W, p.W) && ReferenceEquals(parameters.R, p.R) && ReferenceEquals(parameters.B, p.B) && ReferenceEquals(parameters.Q, p.Q);
    }
}
