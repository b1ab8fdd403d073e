using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Runs a cell backward on the processor's threads. Why so: docs/decisions/computing.md.</summary>
internal abstract class BackwardRunner
{
    /// <summary>Floats of the packed weights.</summary>
    public abstract int PanelLength(RecurrentParameters parameters);

    /// <summary>Packs the weights into [PanelLength] values.</summary>
    public abstract void Pack(RecurrentParameters parameters, Span<float> panels);

    /// <summary>Whole sequences, of which there is at least one row.</summary>
    public void Backward(Workers workers, CellCall call)
    {
        (RecurrentParameters p, Packing packing) = (call.Parameters, call.Packing);
        call.Panels = CellPanels.Of(p).Backward();
        RecurrentSplit split = RecurrentSplit.Of(
            workers.Count, packing.Steps, packing.Rows, packing.BatchSize, p.Units,
            (long)p.Gates * p.Units * (p.Units + p.Inputs));
        split = SharesUnits(p) ? split : split with { Units = 1 };
        if (split is { Rows: 1, Units: 1, Gradients: 1 })
        {
            BackwardWithGradients(call);
            return;
        }

        if (split.Units == 1 && BackwardByChunks(workers, call, split))
        {
            return;
        }

        if (split.Units > 1)
        {
            BackwardByUnits(workers, call, split);
        }
        else
        {
            BackwardByRows(workers, call, split.Rows);
        }

        AddGradients(workers, call, split.Gradients);
    }

    /// <summary>The same over symbols: gradients from sums by row of their table.</summary>
    /// <exception cref="InvalidOperationException">The cell takes no symbols.</exception>
    public virtual void BackwardSymbols(Workers workers, CellCall call) =>
        throw new InvalidOperationException("The cell takes no symbols.");

    /// <summary>
    /// ∂loss/∂h of the states before one step, on top of what came from above, where they lie in another segment of
    /// time.
    /// </summary>
    /// <param name="parameters">The layer's.</param>
    /// <param name="before">[n, H], the states before.</param>
    /// <param name="gates">[n, GatesLength], what the step's segment left of them; overwritten.</param>
    /// <param name="dh">[n, H], what it left of dh.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    public abstract void AddStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore);

    /// <summary>Whether threads can share out the units of a step, with one fork and join.</summary>
    protected virtual bool SharesUnits(RecurrentParameters parameters) => true;

    /// <summary>Parts that weight gradients can be cut into.</summary>
    protected abstract int GradientParts(RecurrentParameters parameters);

    /// <summary>The time loop and all gradients on one thread.</summary>
    protected virtual void BackwardWithGradients(in CellCall call)
    {
        Backward(call, 0, call.Packing.BatchSize);
        if (call.HasWeights)
        {
            AddWeightGradients(call, 0, GradientParts(call.Parameters));
        }

        if (!call.Dx.IsNone)
        {
            AddInputGradient(call, 0, call.Packing.Rows);
        }
    }

    /// <summary>The time loop and all gradients, a few steps at a time; false where that does not pay.</summary>
    protected virtual bool BackwardByChunks(
        Workers workers, in CellCall call, in RecurrentSplit split) => false;

    /// <summary>The time loop, the units of each step shared out.</summary>
    protected virtual void BackwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split) =>
        throw new NotSupportedException("The units of this cell are not shared out.");

    /// <summary>The time loop of a range of places.</summary>
    protected abstract void Backward(in CellCall call, int placeFrom, int placeTo);

    /// <summary>A range of parts of the weight gradients, after the time loop.</summary>
    protected abstract void AddWeightGradients(in CellCall call, int partFrom, int partTo);

    /// <summary>Input gradients of some rows, after the time loop.</summary>
    protected abstract void AddInputGradient(in CellCall call, int rowFrom, int rows);

    /// <summary>The time loop by ranges of places.</summary>
    protected void BackwardByRows(Workers workers, in CellCall call, int parts) =>
        workers.Run(new BackwardWork(this, call, parts), parts);

    /// <summary>All gradients, after the time loop.</summary>
    protected void AddGradients(Workers workers, in CellCall call, int parts)
    {
        int weightParts = call.HasWeights ? Math.Min(parts, GradientParts(call.Parameters)) : 0;
        int inputParts = call.Dx.IsNone ? 0 : parts;
        workers.Run(new GradientWork(this, call, weightParts, inputParts), weightParts + inputParts);
    }

    private readonly struct BackwardWork(BackwardRunner runner, CellCall call, int parts) : IParallelWork
    {
        public void Run(int part) => runner.Backward(
            call, RecurrentSplit.PlaceOf(call.Packing, part, parts),
            RecurrentSplit.PlaceOf(call.Packing, part + 1, parts));
    }

    /// <summary>Weight gradients by parts, then input gradients by rows.</summary>
    private readonly struct GradientWork(
        BackwardRunner runner, CellCall call, int weightParts, int inputParts) : IParallelWork
    {
        public void Run(int part)
        {
            if (part < weightParts)
            {
                int count = runner.GradientParts(call.Parameters);
                runner.AddWeightGradients(
                    call, count * part / weightParts, count * (part + 1) / weightParts);
                return;
            }

            part -= weightParts;
            int from = (int)((long)call.Packing.Rows * part / inputParts);
            int end = (int)((long)call.Packing.Rows * (part + 1) / inputParts);
            runner.AddInputGradient(call, from, end - from);
        }
    }
}
