using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of a causal convolution within groups of features.</summary>
/// <param name="Size">F, G, K.</param>
/// <param name="Weight">[K·G, F]: by seen step (the earliest first), feature of the group, output.</param>
/// <param name="Bias">[F], or <c>null</c>.</param>
internal sealed record GroupedConvolutionParameters(GroupedConvolutionSize Size, Parameter Weight, Parameter? Bias);
