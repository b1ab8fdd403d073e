using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A convolution over the steps of packed sequences on the tape. Kernel: SequenceConvolutionKernel.</summary>
internal static class SequenceConvolutionOp
{
    /// <summary>y[t] = b + Σₖ Wₖ·x[t − before + k·dilation]; steps outside the sequence count as zeros.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">Sizes, which steps a step sees, W and b; made once, not for each call.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, I], packed.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order, as values: nothing flows back into it.
    /// <c>default</c> where sequences start here.</param>
    /// <returns>Output [N, O], and FinalState [B, StateSize], or <c>default</c> without a state.</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Output, Variable FinalState) Apply(
        Tape tape, SequenceConvolutionParameters parameters, Packing packing, Variable x,
        Variable initialState = default)
    {
        Variable weight = tape.Use(parameters.Weight),
            bias = parameters.Bias is null ? default : tape.Use(parameters.Bias);
        int stateSize = parameters.Size.StateSize;
        Tensor finalState = stateSize > 0 ? tape.Arena.Allocate(new Shape(packing.BatchSize, stateSize)) : default;
        Variable y = tape.Result(new Shape(packing.Rows, parameters.Size.Outputs));
        tape.Backend.SequenceConvolutionForward(parameters, packing, x.Value, initialState.Value, y.Value, finalState);
        tape.Record(
            Backward, [y], [x, weight, bias, initialState], new TapeEntry { Packing = packing, Context = parameters });
        return (y, finalState.IsNone ? default : tape.Constant(finalState));
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.SequenceConvolutionBackward(
            (SequenceConvolutionParameters)entry.Context!, entry.Packing!, entry.Value(1), entry.Value(4),
            entry.Gradient(0), entry.GradientIfNeeded(1), entry.GradientIfNeeded(2), entry.GradientIfNeeded(3));
    }
}
