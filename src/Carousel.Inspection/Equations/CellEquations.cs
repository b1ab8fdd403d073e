using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>
/// The equations of a layer in double precision, one sequence and one step at a time: for measurements that single
/// precision is too coarse for.
/// </summary>
/// <remarks>Slow and plain. They are those of docs/derivations, as the layer computes them in inference.</remarks>
internal abstract class CellEquations
{
    /// <summary>I.</summary>
    public abstract int InputSize { get; }

    /// <summary>O: features of the output.</summary>
    public abstract int OutputSize { get; }

    /// <summary>S: values of the state.</summary>
    public abstract int StateSize { get; }

    /// <summary>The equations of a layer with its present parameters.</summary>
    /// <param name="layer">A built layer.</param>
    /// <returns>The equations; null for a layer that is not known here or has options that are not.</returns>
    public static CellEquations? Of(SequenceLayer layer) => layer switch
    {
        RecurrentLayer { IsReverse: false } recurrent => RecurrentEquations.Find(recurrent),
        Stack stack => StackEquations.Of(stack),
        _ => null,
    };

    /// <summary>One step.</summary>
    /// <param name="input">[I].</param>
    /// <param name="before">[S].</param>
    /// <returns>The state after it, and the values that the backward pass needs.</returns>
    public abstract CellStep Step(double[] input, double[] before);

    /// <summary>The way back through one step. Gradients of the input and of the state are added to.</summary>
    /// <param name="step">As <see cref="Step"/> gave it.</param>
    /// <param name="dOutput">[O], ∂loss/∂output.</param>
    /// <param name="dAfter">[S], ∂loss/∂state after the step.</param>
    /// <param name="dInput">[I], ∂loss/∂input.</param>
    /// <param name="dBefore">[S], ∂loss/∂state before the step.</param>
    /// <returns>[rows], ∂loss/∂sums of the gates, in the order of the rows of W; empty for a stack.</returns>
    public abstract double[] Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore);

    /// <summary>to += from.</summary>
    protected static void Add(ReadOnlySpan<double> from, Span<double> to)
    {
        for (int k = 0; k < from.Length; k++)
        {
            to[k] += from[k];
        }
    }
}
