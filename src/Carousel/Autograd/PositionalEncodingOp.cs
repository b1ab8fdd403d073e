using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// Sines and cosines of positions added to packed sequences, on the tape. Kernel: PositionalEncodingKernel.
/// </summary>
internal static class PositionalEncodingOp
{
    /// <summary>y[n] = x[n] + e[the step of row n].</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="turns">[F / 2, rounded up]: turns a step of each pair of features.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="initialState">[B, 2] in the caller's order; <c>default</c> where sequences start here.</param>
    /// <returns>Output [N, F] and FinalState [B, 2].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Output, Variable FinalState) Apply(
        Tape tape, double[] turns, Packing packing, Variable x, Variable initialState = default)
    {
        Variable y = tape.Result(x.Shape);
        Variable finalState = tape.Constant(new Shape(packing.BatchSize, 2));
        tape.Backend.PositionalEncodingForward(turns, packing, x.Value, initialState.Value, y.Value, finalState.Value);
        tape.Record(Backward, [y], [x]);
        return (y, finalState);
    }

    private static void Backward(in TapeEntry entry)
    {
        Tensor dx = entry.GradientIfNeeded(1);
        if (!dx.IsNone)
        {
            entry.Backend.AddScaled(1, entry.Gradient(0), dx);
        }
    }
}
