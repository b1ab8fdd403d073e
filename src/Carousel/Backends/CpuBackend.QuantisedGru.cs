using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Quantised;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>Inference of GRU layers whose matrices are in 8 bits.</summary>
public sealed partial class CpuBackend
{
    private static bool IsQuantised(GruParameters parameters) =>
        parameters.W.Quantised is not null && parameters.R.Quantised is not null;

    private static long QuantisedWork(GruSize size) => Math.Max(1, 3L * size.H * (size.H + size.I) / QuantisedSpeed);

    private void RunQuantisedGru(
        GruParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor gates)
    {
        GruSize size = parameters.Size;
        HostStorage panels = QuantisedGruCache.Of(parameters).Forward();
        RecurrentSplit split = Split(packing, size.H, QuantisedWork(size));
        if (split.Units > 1 && size.ResetAfter)
        {
            RunSegments(
                packing, reverse, split, new QuantisedGruUnitsWork(size, packing, split.Units, panels, x, h, gates));
        }
        else
        {
            _workers.Run(new QuantisedGruWork(size, packing, reverse, split.Rows, panels, x, h, gates), split.Rows);
        }
    }

    private void QuantisedGruStep(GruParameters parameters, Tensor x, Tensor state, Tensor scratch)
    {
        GruSize size = parameters.Size;
        int streams = x.Shape[0];
        HostStorage panels = QuantisedGruCache.Of(parameters).Forward();
        RecurrentSplit split = Split(streams, size.H, QuantisedWork(size));
        if (split.Units > 1 && size.ResetAfter)
        {
            Values(state).CopyTo(Values(scratch));
            _workers.Run(
                new QuantisedGruStreamWork(size, split.Units, panels, x, state, scratch), split.Units, split.IsBrief);
        }
        else
        {
            QuantisedGruKernel.Step(
                size, panels.Span(0, panels.Length), Values(x), Values(state),
                ThreadScratch.Values(QuantisedGruKernel.Scratch(size, streams) + (streams * size.H)));
        }
    }

    private readonly record struct QuantisedGruWork(
        GruSize Size, Packing Packing, bool Reverse, int Parts, HostStorage Panels, Tensor X, Tensor H, Tensor Gates)
            : IParallelWork
    {
        public void Run(int part)
        {
            (int from, int to) = (PlaceOf(Packing, part, Parts), PlaceOf(Packing, part + 1, Parts));
            QuantisedGruKernel.Forward(
                Size, Packing.RowStart, Reverse, from, to, Panels.Span(0, Panels.Length), Values(X), Values(H),
                Values(Gates),
                ThreadScratch.Values(QuantisedGruKernel.Scratch(Size, to - from)));
        }
    }

    private readonly record struct QuantisedGruUnitsWork(
        GruSize Size, Packing Packing, int Parts, HostStorage Panels, Tensor X, Tensor H, Tensor Gates,
        StepSegment Rows = default)
        : ISegmentWork<QuantisedGruUnitsWork>
    {
        public static bool IsBackward => false;

        public QuantisedGruUnitsWork Between(StepSegment done, StepSegment next) => this with { Rows = next };

        public void Run(int part) => QuantisedGruKernel.StepUnits(
            Size, part, Parts, Panels.Span(0, Panels.Length), Values(X.Rows(Rows.Row, Rows.Rows)),
            Values(H.Rows(Rows.Before, Rows.Rows)),
            Values(H.Rows(Packing.BatchSize + Rows.Row, Rows.Rows)),
            Gates.IsNone ? [] : Values(Gates.Rows(Rows.Row, Rows.Rows)),
            ThreadScratch.Values(QuantisedGruKernel.Scratch(Size, Rows.Rows)));
    }

    /// <summary>One step of some streams; the states before lie in scratch.</summary>
    private readonly record struct QuantisedGruStreamWork(
        GruSize Size, int Parts, HostStorage Panels, Tensor X, Tensor State, Tensor Before) : IParallelWork
    {
        public void Run(int part) => QuantisedGruKernel.StepUnits(
            Size, part, Parts, Panels.Span(0, Panels.Length), Values(X), Values(Before)[..State.Length], Values(State),
            [],
            ThreadScratch.Values(QuantisedGruKernel.Scratch(Size, X.Shape[0])));
    }

    /// <summary>The packed weights of a GRU in 8 bits.</summary>
    private sealed class QuantisedGruCache(GruParameters p)
        : PanelCache<GruParameters>(p, p.W, p.R, p.B, p.Q)
    {
        protected override int ForwardLength => QuantisedGruPanels.Length(Key.Size);

        public static QuantisedGruCache Of(GruParameters parameters) =>
            Of(parameters.W, parameters, static p => new QuantisedGruCache(p), quantised: true);

        protected override void PackForward(Span<float> panels) => QuantisedGruPanels.Pack(
            Key.Size, Key.W.Quantised!, Key.R.Quantised!, Values(Key.B.Value), Key.Q is null ? [] : Values(Key.Q.Value),
            panels);
    }
}
