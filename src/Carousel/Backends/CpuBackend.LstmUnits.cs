using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>An LSTM's time loop split by units: few rows, many units. The threads meet after each step.</summary>
public sealed partial class CpuBackend
{
    private void LstmForwardByUnits(
        LstmSize size, Packing packing, bool reverse, in RecurrentSplit split, HostStorage panels, Tensor x, Tensor h,
        Tensor c, Tensor gates)
    {
        var steps = new StepTable(packing.RowStart, packing.BatchSize, reverse);
        HostStorage room = ThreadScratch.Room(LstmKernel.UnitsScratchLength(size, packing.BatchSize, split.Units));
        for (int s = 0; s < packing.Steps; s++)
        {
            LstmKernel.BeginStep(size, steps, s, Values(x), Values(h), room.Span(0, room.Length));
            _workers.Run(
                new LstmUnitsWork(size, packing, reverse, s, split.Units, panels, h, c, gates, room), split.Units,
                split.IsBrief);
        }
    }

    private void LstmBackwardByUnits(
        LstmSize size, Packing packing, bool reverse, in RecurrentSplit split, HostStorage panels, Tensor c,
        Tensor gates, Tensor dh, Tensor dc)
    {
        for (int s = packing.Steps; s >= 0; s--)
        {
            _workers.Run(
                new LstmBackwardUnitsWork(size, packing, reverse, s, split.Units, panels, c, gates, dh, dc),
                split.Units, split.IsBrief);
        }
    }

    /// <summary>One step of one stream.</summary>
    private void LstmStepByUnits(LstmSize size, in RecurrentSplit split, HostStorage panels, Tensor x, Tensor state)
    {
        HostStorage room = ThreadScratch.Room(LstmKernel.StreamUnitsScratchLength(size, split.Units));
        LstmKernel.BeginStream(size, Values(x), Values(state)[..size.H], room.Span(0, room.Length));
        _workers.Run(
            new LstmStepUnitsWork(size, split.Units, panels, state, room, StepThread.Next(panels)), split.Units,
            split.IsBrief);
    }

    private readonly record struct LstmUnitsWork(
        LstmSize Size, Packing Packing, bool Reverse, int Step, int Parts, HostStorage Panels, Tensor H, Tensor C,
        Tensor Gates, HostStorage Room) : IParallelWork
    {
        public void Run(int part) => LstmKernel.StepUnits(
            Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), Step, part, Parts,
            Panels.Span(0, Panels.Length),
            Values(H), Values(C), Values(Gates), Room.Span(0, Room.Length));
    }

    private readonly record struct LstmBackwardUnitsWork(
        LstmSize Size, Packing Packing, bool Reverse, int Step, int Parts, HostStorage Panels, Tensor C, Tensor Gates,
        Tensor Dh, Tensor Dc) : IParallelWork
    {
        public void Run(int part) => LstmKernel.BackwardUnits(
            Size, new StepTable(Packing.RowStart, Packing.BatchSize, Reverse), Step, part, Parts,
            Panels.Span(0, Panels.Length),
            Values(C), Values(Gates), Values(Dh), Values(Dc), ThreadScratch.Values(LstmKernel.ScratchLength(Size, 1)));
    }

    private readonly record struct LstmStepUnitsWork(
        LstmSize Size, int Parts, HostStorage Panels, Tensor State, HostStorage Room, bool Descending) : IParallelWork
    {
        public void Run(int part)
        {
            Span<float> state = Values(State);
            LstmKernel.StreamUnits(
                Size, part, Parts, Panels.Span(0, Panels.Length), state[..Size.H], state.Slice(Size.H, Size.H),
                Room.Span(0, Room.Length), Descending);
        }
    }
}
