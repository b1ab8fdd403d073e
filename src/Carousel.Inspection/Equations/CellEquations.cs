using Carousel.Layers;
using Carousel.Tensors;

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
    /// <returns>The state after it, and what the way back needs.</returns>
    public abstract CellStep Step(double[] input, double[] before);

    /// <summary>
    /// The terms that the gates and candidates of a step sum up, in the order of the layer's gates, without peepholes;
    /// none for a stack, whose layers have their own.
    /// </summary>
    /// <param name="step">As <see cref="Step"/> gave it.</param>
    public virtual IReadOnlyList<GateTerms> Terms(CellStep step) => [];

    /// <summary>The way back through one step. Both results are added to.</summary>
    /// <param name="step">As <see cref="Step"/> gave it.</param>
    /// <param name="dOutput">[O], ∂loss/∂output.</param>
    /// <param name="dAfter">[S], ∂loss/∂state after the step.</param>
    /// <param name="dInput">[I], ∂loss/∂input.</param>
    /// <param name="dBefore">[S], ∂loss/∂state before the step.</param>
    public abstract void Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore);

    /// <summary>A parameter's values in double precision.</summary>
    protected static double[] Values(Parameter parameter) => [.. parameter.Value.ToArray().Select(v => (double)v)];

    /// <summary>Σₖ a[row, k]·v[k].</summary>
    protected static double Dot(double[] a, int row, ReadOnlySpan<double> v)
    {
        ReadOnlySpan<double> values = a.AsSpan(row * v.Length, v.Length);
        double sum = 0;
        for (int k = 0; k < v.Length; k++)
        {
            sum += values[k] * v[k];
        }

        return sum;
    }

    /// <summary>The terms of the gates whose rows follow each other in W, R and b.</summary>
    /// <param name="w">[G·H, I].</param>
    /// <param name="r">[G·H, H].</param>
    /// <param name="b">[G·H].</param>
    /// <param name="input">[I].</param>
    /// <param name="before">[H].</param>
    protected static GateTerms[] Terms(double[] w, double[] r, double[] b, double[] input, double[] before)
    {
        int H = before.Length;
        var terms = new GateTerms[b.Length / H];
        for (int gate = 0; gate < terms.Length; gate++)
        {
            int first = gate * H;
            double[] Rows(double[] a, double[] v) => [.. Enumerable.Range(first, H).Select(row => Dot(a, row, v))];
            terms[gate] = new GateTerms(Rows(w, input), Rows(r, before), b[first..(first + H)]);
        }

        return terms;
    }

    /// <summary>to[k] += factor·a[row, k].</summary>
    protected static void AddRow(double[] a, int row, double factor, Span<double> to)
    {
        ReadOnlySpan<double> values = a.AsSpan(row * to.Length, to.Length);
        for (int k = 0; k < to.Length; k++)
        {
            to[k] += factor * values[k];
        }
    }
}
