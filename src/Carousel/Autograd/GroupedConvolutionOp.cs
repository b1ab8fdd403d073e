using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A causal convolution within groups of features on the tape. Kernel: GroupedConvolutionKernel.</summary>
internal sealed class GroupedConvolutionOp : Op
{
    private static readonly GroupedConvolutionOp _instance = new();

    /// <summary>y[t,f] = b[f] + Σₖ Σᵢ W[k,i,f]·x[t − (K − 1) + k, …], over the features of f's group.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">Sizes, W and b; made once, not for each call.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="initialState">[B, (K−1)·F] in the caller's order, as values: nothing flows back into it.
    /// <c>default</c> where sequences start here.</param>
    /// <returns>Output [N, F], and FinalState [B, (K−1)·F], or <c>default</c> without a state.</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Output, Variable FinalState) Apply(
        Tape tape, GroupedConvolutionParameters parameters, Packing packing, Variable x,
        Variable initialState = default)
    {
        Variable weight = tape.Use(parameters.Weight),
            bias = parameters.Bias is null ? default : tape.Use(parameters.Bias);
        int stateSize = parameters.Size.Steps.StateSize;
        Tensor finalState = stateSize > 0 ? tape.Arena.Allocate(new Shape(packing.BatchSize, stateSize)) : default;
        Variable y = tape.Result(tape.Arena.Allocate(new Shape(packing.Rows, parameters.Size.Features)));
        tape.Backend.GroupedConvolutionForward(parameters, packing, x.Value, initialState.Value, y.Value, finalState);
        tape.Record(
            _instance, [y], [x, weight, bias, initialState], new TapeEntry { Packing = packing, Context = parameters });
        return (y, finalState.IsNone ? default : tape.Constant(finalState));
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable x = tape.Operand(entry, 1);
        tape.Backend.GroupedConvolutionBackward(
            (GroupedConvolutionParameters)entry.Context!, entry.Packing!, x.Value, tape.Operand(entry, 4).Value,
            tape.Gradient(tape.Operand(entry, 0)), tape.GradientIfNeeded(x),
            tape.GradientIfNeeded(tape.Operand(entry, 2)), tape.GradientIfNeeded(tape.Operand(entry, 3)));
    }
}
