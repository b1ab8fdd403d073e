using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>The parameters of an Elman network.</summary>
/// <param name="W">[H, I], from the input.</param>
/// <param name="R">[H, H], from the state before.</param>
/// <param name="B">[H].</param>
public sealed record ElmanParameters(Parameter W, Parameter R, Parameter B)
{
    /// <summary>I and H.</summary>
    public ElmanSize Size { get; } = new(W.Shape[1], R.Shape[1]);
}
