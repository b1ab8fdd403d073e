using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>A convolution over pictures with channels last and a square kernel: y = f(b + Σ W·x).</summary>
/// <remarks>
/// Parameters: <c>weight</c> [O, K·K·C], by output, row of the kernel, column, channel, and, unless left out,
/// <c>bias</c> [O]. Derivation: docs/derivations/layers.md.
/// </remarks>
internal sealed class PictureConvolution : Layer
{
    private readonly PictureConvolutionParameters _parameters;

    /// <summary>A convolution.</summary>
    /// <param name="input">H, W and C of the input.</param>
    /// <param name="outputs">O: channels that come out.</param>
    /// <param name="kernelSize">K: the kernel sees K·K places.</param>
    /// <param name="stride">Places from one output to the next.</param>
    /// <param name="padding">Rows and columns of zeros on every side; null for ⌊K/2⌋, with which an odd kernel and
    /// stride 1 keep the size.</param>
    /// <param name="activation">f; <c>null</c> for none.</param>
    /// <param name="bias">False to leave out b.</param>
    /// <param name="initializer">How the weights begin; He's by default before rectified units, else Glorot's. The bias
    /// begins at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public PictureConvolution(
        PictureSize input, int outputs, int kernelSize, int stride = 1, int? padding = null,
        ElementwiseFunction? activation = null, bool bias = true,
        Initializer? initializer = null)
    {
        var size = new PictureConvolutionSize(input, outputs, kernelSize, stride, padding ?? kernelSize / 2);
        Activation = activation;
        Initializer first = initializer ?? (activation == ElementwiseFunction.Relu ? new He() : new Glorot());
        _parameters = new PictureConvolutionParameters(
            size, AddParameter("weight", new Shape(outputs, size.Patch), first),
            bias ? AddParameter("bias", new Shape(outputs), new Constant(0)) : null);
    }

    /// <summary>Sizes, stride and padding.</summary>
    public PictureConvolutionSize Convolution => _parameters.Size;

    /// <summary>f; <c>null</c> for none.</summary>
    public ElementwiseFunction? Activation { get; }

    /// <summary>Convolves pictures.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="pictures">[B·H·W, C].</param>
    /// <returns>[B·places, O].</returns>
    /// <exception cref="ShapeException">The input has another size.</exception>
    public Variable Apply(Tape tape, Variable pictures)
    {
        Variable y = PictureConvolutionOp.Apply(tape, _parameters, pictures);
        return Activation is { } function ? ElementwiseOp.Apply(tape, function, y) : y;
    }
}
