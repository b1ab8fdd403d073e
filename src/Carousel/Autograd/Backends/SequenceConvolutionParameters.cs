using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of a convolution over steps.</summary>
/// <param name="Size">Sizes, and which steps a step sees.</param>
/// <param name="Weight">[O, K·I]: by output, seen step (the earliest first), input.</param>
/// <param name="Bias">[O], or <c>null</c>.</param>
internal sealed record SequenceConvolutionParameters(SequenceConvolutionSize Size, Parameter Weight, Parameter? Bias)
{
    /// <summary>Weights of an output, and outputs.</summary>
    public DenseSize Product => new(Size.Patch, Size.Outputs);
}
