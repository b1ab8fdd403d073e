using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Runs a cell forward on the processor's threads: by sequences, or by the units of each step.</summary>
internal abstract class ForwardRunner
{
    /// <summary>Whether the weights are in 8 bits.</summary>
    public virtual bool IsQuantized => false;

    /// <summary>Floats of the packed weights.</summary>
    public abstract int PanelLength(RecurrentParameters parameters);

    /// <summary>Packs the weights into [PanelLength] values.</summary>
    public abstract void Pack(RecurrentParameters parameters, Span<float> panels);

    /// <summary>Values of scratch of the caller that a step of some streams needs.</summary>
    public virtual int StepScratchLength(RecurrentParameters parameters, int streams) => 0;

    /// <summary>starts = b + W·table, where a run over symbols goes on.</summary>
    /// <exception cref="InvalidOperationException">The cell takes no symbols.</exception>
    public virtual void SymbolStarts(RecurrentParameters parameters, Tensor table, Tensor starts) =>
        throw new InvalidOperationException("The cell takes no symbols.");

    /// <summary>Whole sequences, of which there is at least one row.</summary>
    public virtual void Forward(Workers workers, CellCall call)
    {
        call.Panels = CellPanels.Of(call.Parameters, IsQuantized).Forward();
        Run(workers, call);
    }

    /// <summary>The same, with the panels there.</summary>
    protected void Run(Workers workers, in CellCall call)
    {
        Packing packing = call.Packing;
        RecurrentSplit split = Split(
            workers, call.Parameters, call.Units, packing.Steps, packing.Rows, packing.BatchSize);
        if (split.Units > 1 && call.Starts.IsNone)
        {
            ForwardByUnits(workers, call, split);
        }
        else
        {
            workers.Run(new ForwardWork(this, call, split.Rows), split.Rows);
        }
    }

    /// <summary>One step of S sequences.</summary>
    /// <param name="workers">Threads.</param>
    /// <param name="parameters">The layer's.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="y">[S, H], overwritten with h.</param>
    /// <param name="state">[S, StateParts·H], read and overwritten.</param>
    /// <param name="scratch">[StepScratchLength], overwritten.</param>
    public abstract void Step(
        Workers workers, RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch);

    /// <summary>A step of one sequence between spans of the caller; false where nothing was done.</summary>
    public bool TryStep(
        Workers workers, RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state) =>
        (workers.Count == 1 || Split(workers, parameters, 1).Units == 1) && TryStepAlone(parameters, x, y, state);

    /// <summary>The same on this thread.</summary>
    protected virtual bool TryStepAlone(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state) => false;

    /// <summary>Whether threads can share out the units of a step, with one fork and join.</summary>
    protected virtual bool SharesUnits(RecurrentParameters parameters) => true;

    /// <summary>All steps of a range of places.</summary>
    protected abstract void Forward(in CellCall call, int placeFrom, int placeTo);

    /// <summary>All steps, the units of each shared out.</summary>
    protected virtual void ForwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split) =>
        throw new NotSupportedException("The units of this cell are not shared out.");

    /// <summary>How one step of some streams falls to threads.</summary>
    protected RecurrentSplit Split(Workers workers, RecurrentParameters parameters, int streams) =>
        Split(workers, parameters, parameters.Units, 1, streams, streams);

    private RecurrentSplit Split(Workers workers, RecurrentParameters p, int units, int steps, long rows, int batch)
    {
        long work = (long)p.Gates * units * (units + p.Inputs);
        RecurrentSplit split = RecurrentSplit.Of(
            workers.Count, steps, rows, batch, units,
            IsQuantized ? Math.Max(1, work / RecurrentSplit.QuantizedSpeed) : work);
        return SharesUnits(p) ? split : split with { Units = 1 };
    }

    private readonly struct ForwardWork(ForwardRunner runner, CellCall call, int parts) : IParallelWork
    {
        public void Run(int part) => runner.Forward(
            call, RecurrentSplit.PlaceOf(call.Packing, part, parts),
            RecurrentSplit.PlaceOf(call.Packing, part + 1, parts));
    }
}
