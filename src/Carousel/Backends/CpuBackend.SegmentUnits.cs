using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>
/// The time loops of GRU and Elman layers split by units: few rows, many units. The threads meet after the rows of each
/// step.
/// </summary>
public sealed partial class CpuBackend
{
    /// <summary>Runs a part's work over the segments of a run, in its direction.</summary>
    private void RunSegments<TWork>(Packing packing, bool reverse, in RecurrentSplit split, TWork work)
        where TWork : struct, ISegmentWork<TWork>
    {
        var walk = new StepWalk(
            packing.RowStart, packing.BatchSize, reverse, backward: TWork.IsBackward, 0, packing.BatchSize);
        StepSegment done = default;
        while (walk.Next(out StepSegment next))
        {
            _workers.Run(work.Between(done, next), split.Units, split.IsBrief);
            done = next;
        }

        if (TWork.IsBackward)
        {
            _workers.Run(work.Between(done, default), split.Units, split.IsBrief);
        }
    }

    /// <summary>Work on the rows of one step after those of another.</summary>
    private interface ISegmentWork<TSelf> : IParallelWork
        where TSelf : struct, ISegmentWork<TSelf>
    {
        /// <summary>Whether the run is the way back, which ends with the product of its last rows.</summary>
        static abstract bool IsBackward { get; }

        /// <summary>The work on the next rows.</summary>
        TSelf Between(StepSegment done, StepSegment next);
    }

    private readonly record struct GruUnitsWork(
        GruSize Size, Packing Packing, int Parts, HostStorage Panels, Tensor X, Tensor H, Tensor Gates,
        StepSegment Rows = default) : ISegmentWork<GruUnitsWork>
    {
        public static bool IsBackward => false;

        public GruUnitsWork Between(StepSegment done, StepSegment next) => this with { Rows = next };

        public void Run(int part) => GruKernel.StepUnits(
            Size, part, Parts, Panels.Span(0, Panels.Length), Values(X.Rows(Rows.Row, Rows.Rows)),
            Values(H.Rows(Rows.Before, Rows.Rows)),
            Values(H.Rows(Packing.BatchSize + Rows.Row, Rows.Rows)),
            Gates.IsNone ? [] : Values(Gates.Rows(Rows.Row, Rows.Rows)),
            ThreadScratch.Values(GruKernel.StepUnitsScratch));
    }

    private readonly record struct GruBackwardUnitsWork(
        GruSize Size, Packing Packing, int Parts, HostStorage Panels, Tensor H, Tensor Gates, Tensor Dh,
        StepSegment Done = default, StepSegment Next = default)
        : ISegmentWork<GruBackwardUnitsWork>
    {
        public static bool IsBackward => true;

        public GruBackwardUnitsWork Between(StepSegment done, StepSegment next) =>
            this with { Done = done, Next = next };

        public void Run(int part) => GruKernel.BackwardUnits(
            Size, Packing.RowStart, Done, Next, part, Parts, Panels.Span(0, Panels.Length), Values(H), Values(Gates),
            Values(Dh),
            ThreadScratch.Values(GruKernel.BackwardScratch(Size, Done.Rows)));
    }

    /// <summary>One step of some streams; the states before lie in scratch.</summary>
    private readonly record struct GruStreamUnitsWork(
        GruSize Size, int Parts, HostStorage Panels, Tensor X, Tensor State, Tensor Before) : IParallelWork
    {
        public void Run(int part) => GruKernel.StepUnits(
            Size, part, Parts, Panels.Span(0, Panels.Length), Values(X), Values(Before)[..State.Length], Values(State),
            [],
            ThreadScratch.Values(GruKernel.StepUnitsScratch));
    }

    private readonly record struct ElmanUnitsWork(
        ElmanSize Size, Packing Packing, int Parts, HostStorage Panels, Tensor X, Tensor H, StepSegment Rows = default)
            : ISegmentWork<ElmanUnitsWork>
    {
        public static bool IsBackward => false;

        public ElmanUnitsWork Between(StepSegment done, StepSegment next) => this with { Rows = next };

        public void Run(int part) => ElmanKernel.StepUnits(
            Size, part, Parts, Panels.Span(0, Panels.Length), Values(X.Rows(Rows.Row, Rows.Rows)),
            Values(H.Rows(Rows.Before, Rows.Rows)),
            Values(H.Rows(Packing.BatchSize + Rows.Row, Rows.Rows)));
    }

    private readonly record struct ElmanBackwardUnitsWork(
        ElmanSize Size, Packing Packing, int Parts, HostStorage Panels, Tensor H, Tensor Dh, StepSegment Done = default,
        StepSegment Next = default)
        : ISegmentWork<ElmanBackwardUnitsWork>
    {
        public static bool IsBackward => true;

        public ElmanBackwardUnitsWork Between(StepSegment done, StepSegment next) =>
            this with { Done = done, Next = next };

        public void Run(int part) => ElmanKernel.BackwardUnits(
            Size, Packing.BatchSize, Done, Next, part, Parts, Panels.Span(0, Panels.Length), Values(H), Values(Dh));
    }

    /// <summary>One step of some streams; the states before lie where the output will.</summary>
    private readonly record struct ElmanStreamUnitsWork(
        ElmanSize Size, int Parts, HostStorage Panels, Tensor X, Tensor State, Tensor Before) : IParallelWork
    {
        public void Run(int part) =>
            ElmanKernel.StepUnits(
                Size, part, Parts, Panels.Span(0, Panels.Length), Values(X), Values(Before), Values(State));
    }
}
