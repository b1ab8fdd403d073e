using Carousel.Backends;
using Carousel.Cells;
using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>The tensors of a forward pass over packed rows.</summary>
/// <param name="X">[N, I].</param>
/// <param name="State">[B, S], before the first step.</param>
/// <param name="H">[B + N, H].</param>
/// <param name="C">As many cells as the kernel keeps; none for a cell without.</param>
/// <param name="Final">[B, S].</param>
internal readonly record struct CellTensors(Tensor X, Tensor State, Tensor H, Tensor C, Tensor Final);

/// <summary>A recurrent operator of the standard: on Carousel's kernels, and as its text has it.</summary>
internal abstract class OnnxCell
{
    // Made once, not in each step.
    private readonly Action<ScalarRecurrence, int, int> _unit;

    /// <summary>An operator.</summary>
    protected OnnxCell() => _unit = Unit;

    /// <summary>That of a cell.</summary>
    public static OnnxCell Of(RecurrentCell cell) => ForeignCell.All[cell].Operator!;

    /// <summary>Weights, as the backend takes them.</summary>
    public abstract object Parameters(KernelWeights weights);

    /// <summary>Rows of cells that the kernel keeps, for B sequences of N steps together.</summary>
    public virtual int CellRows(KernelWeights weights, int B, int N) => 0;

    /// <summary>Runs a direction on the backend.</summary>
    public static void Forward(
        CpuBackend backend, KernelWeights weights, Packing packing, bool reverse, in CellTensors of)
    {
        if (weights.Parameters is LstmVariantParameters variant)
        {
            backend.LstmVariantForward(
                variant, default, packing, reverse, of.X, of.State, of.H, of.C, default, of.Final);
        }
        else
        {
            backend.RecurrentForward(
                (RecurrentParameters)weights.Parameters, packing, reverse, of.X, of.State, of.H, of.C, default,
                of.Final);
        }
    }

    /// <summary>A step of all sequences in double precision.</summary>
    /// <param name="run">The direction.</param>
    /// <param name="rows">[B], −1 for a sequence that has ended.</param>
    public virtual void Step(ScalarRecurrence run, int[] rows)
    {
        run.TakeState(run.Hidden, 0, run.Settings.Kind.GateCount);
        Finish(run, rows);
    }

    /// <summary>All units, when all products are there.</summary>
    protected void Finish(ScalarRecurrence run, int[] rows) => run.ForRunning(rows, _unit);

    /// <summary>What happens to a unit, when all products are there.</summary>
    /// <param name="run">The direction.</param>
    /// <param name="b">The sequence.</param>
    /// <param name="unit">The unit.</param>
    protected abstract void Unit(ScalarRecurrence run, int b, int unit);
}
