using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// A convolution over the steps of packed sequences: y[t] = f(b + Σₖ Wₖ·x[t − before + k·dilation]), as many outputs as
/// inputs.
/// </summary>
/// <remarks>
/// Parameters: <c>weight</c> [O, K·I], by output, seen step (the earliest first), feature, and, unless left out,
/// <c>bias</c> [O]. A causal convolution steps; its state is the inputs of
/// its last (K − 1)·dilation steps. Derivation: docs/derivations/layers.md.
/// </remarks>
public sealed class SequenceConvolution : SequenceLayer
{
    private readonly SequenceConvolutionParameters _parameters;

    /// <summary>A convolution.</summary>
    /// <param name="inputSize">I: features of a step's input.</param>
    /// <param name="outputSize">O: features of a step's output.</param>
    /// <param name="kernelSize">K: how many steps are seen; odd unless causal.</param>
    /// <param name="dilation">Steps from one seen step to the next.</param>
    /// <param name="causal">False to see as many steps before as after; true to see no later ones.</param>
    /// <param name="activation">f; <c>null</c> for none.</param>
    /// <param name="bias">False to leave out b.</param>
    /// <param name="initializer">How the weights begin; He's by default before rectified units, else Glorot's. The bias
    /// begins at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">The kernel size is even where it has to have a middle.</exception>
    public SequenceConvolution(
        int inputSize, int outputSize, int kernelSize, int dilation = 1, bool causal = false,
        ElementwiseFunction? activation = null, bool bias = true,
        Initializer? initializer = null)
    {
        var size = new SequenceConvolutionSize(inputSize, outputSize, kernelSize, dilation, causal);
        Activation = activation;
        Initializer first = initializer ?? (activation == ElementwiseFunction.Relu ? new He() : new Glorot());
        _parameters = new SequenceConvolutionParameters(
            size, AddParameter("weight", new Shape(outputSize, size.Patch), first),
            bias ? AddParameter("bias", new Shape(outputSize), new Constant(0)) : null);
    }

    /// <summary>Sizes, and which steps a step sees.</summary>
    internal SequenceConvolutionSize Convolution => _parameters.Size;

    /// <summary>f; <c>null</c> for none.</summary>
    public ElementwiseFunction? Activation { get; }

    /// <inheritdoc/>
    public override int InputSize => Convolution.Inputs;

    /// <inheritdoc/>
    public override int OutputSize => Convolution.Outputs;

    /// <inheritdoc/>
    public override int StateSize => Convolution.StateSize;

    /// <inheritdoc/>
    public override bool IsCausal => Convolution.IsCausal || Convolution.Before == 0;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        (Variable y, Variable finalState) = SequenceConvolutionOp.Apply(
            tape, _parameters, packing, input, initialState);
        return new SequenceOutput(Activation is { } function ? ElementwiseOp.Apply(tape, function, y) : y, finalState);
    }

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (!IsCausal)
        {
            throw new NotSupportedException($"The layer '{Path}' reads later steps and cannot run step by step.");
        }

        backend.SequenceConvolutionStep(_parameters, input, output, state);
        if (Activation is { } function)
        {
            backend.ElementwiseForward(function, output, output);
        }
    }
}
