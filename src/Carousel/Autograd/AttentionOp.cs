using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Multi-head self-attention over packed sequences on the tape. Kernel: AttentionKernel.</summary>
internal static class AttentionOp
{
    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="size">Sizes, and which steps a step sees.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, 3D]: query, key and value.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order, as values: nothing flows back into it.
    /// <c>default</c> where sequences start here.</param>
    /// <returns>Output [N, D], and FinalState [B, StateSize], or <c>default</c> without a window.</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Output, Variable FinalState) Apply(
        Tape tape, AttentionSize size, Packing packing, Variable x, Variable initialState = default)
    {
        int N = packing.Rows;
        Tensor logSum = tape.IsRecording ? tape.Arena.Allocate(new Shape(N, size.Heads)) : default;
        Tensor finalState = size.StateSize > 0
            ? tape.Arena.Allocate(new Shape(packing.BatchSize, size.StateSize))
            : default;
        Variable y = tape.Result(new Shape(N, size.Features));
        tape.Backend.AttentionForward(size, packing, x.Value, initialState.Value, y.Value, logSum, finalState);
        if (tape.IsRecording)
        {
            tape.Record(
                Backward, [y], [x, initialState, tape.Constant(logSum)],
                new TapeEntry { Packing = packing, Context = size });
        }

        return (y, finalState.IsNone ? default : tape.Constant(finalState));
    }

    private static void Backward(in TapeEntry entry)
    {
        Tensor dx = entry.GradientIfNeeded(1);
        if (!dx.IsNone)
        {
            entry.Backend.AttentionBackward(
                (AttentionSize)entry.Context!, entry.Packing!, entry.Value(1), entry.Value(2), entry.Value(0),
                entry.Value(3), entry.Gradient(0), dx);
        }
    }
}
