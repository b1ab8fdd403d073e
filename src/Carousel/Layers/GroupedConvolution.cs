using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// A causal convolution within groups of features: y[t,f] = b[f] + Σₖ Σᵢ W[k,i,f]·x[t − (K − 1) + k, i of f's group].
/// </summary>
/// <remarks>
/// Parameters: <c>weight</c> [K·G, F], by seen step (the earliest first), feature of the group, output, and, where
/// there is one, <c>bias</c> [F]. The state is the inputs of the last K − 1 steps. Derivation:
/// docs/derivations/layers.md.
/// </remarks>
internal sealed class GroupedConvolution : SequenceLayer
{
    private readonly SequenceConvolutionParameters _parameters;

    /// <summary>A convolution.</summary>
    /// <param name="size">F: features of each step, in and out.</param>
    /// <param name="width">G: features of a group.</param>
    /// <param name="kernelSize">K: how many steps are seen, the last of them the step itself.</param>
    /// <param name="bias">False to leave out b.</param>
    /// <param name="initializer">How the weights begin. The bias begins at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">The features can't be divided into groups.</exception>
    public GroupedConvolution(int size, int width, int kernelSize, bool bias, Initializer initializer)
    {
        var sizes = new GroupedConvolutionSize(size, width, kernelSize);
        _parameters = new SequenceConvolutionParameters(
            sizes.Steps, AddParameter("weight", new Shape(sizes.Terms, size), initializer),
            bias ? AddParameter("bias", new Shape(size), Constant.Zero) : null, sizes);
    }

    /// <inheritdoc/>
    public override int InputSize => _parameters.Size.Outputs;

    /// <inheritdoc/>
    public override int OutputSize => _parameters.Size.Outputs;

    /// <inheritdoc/>
    public override int StateSize => _parameters.Size.StateSize;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        (Variable y, Variable finalState) = SequenceConvolutionOp.Apply(
            tape, _parameters, packing, input, initialState);
        return new SequenceOutput(y, finalState);
    }

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        backend.SequenceConvolutionStep(_parameters, input, output, state);
    }
}
