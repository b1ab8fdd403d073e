using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of a convolution over pictures.</summary>
/// <param name="Size">Sizes, stride and padding.</param>
/// <param name="Weight">[O, K·K·C]: by output, row of the kernel, column, channel.</param>
/// <param name="Bias">[O], or <c>null</c>.</param>
internal sealed record PictureConvolutionParameters(PictureConvolutionSize Size, Parameter Weight, Parameter? Bias);
