using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of a convolution over steps.</summary>
/// <param name="Size">Sizes, and which steps a step sees.</param>
/// <param name="Weight">[O, K·I]: by output, seen step (the earliest first), input; within groups
/// [K·G, F]: by seen step, feature of the group, output.</param>
/// <param name="Bias">[O], or <c>null</c>.</param>
/// <param name="Groups">F, G, K of a causal convolution within groups of features; <c>null</c> where each output
/// sees all inputs.</param>
internal sealed record SequenceConvolutionParameters(
    SequenceConvolutionSize Size, Parameter Weight, Parameter? Bias, GroupedConvolutionSize? Groups = null)
{
    /// <summary>Weights of an output, and outputs.</summary>
    public DenseSize Product => new(Groups?.Terms ?? Size.Patch, Size.Outputs);
}
