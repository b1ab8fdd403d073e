using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>The parameters of a GRU, rows by gate r, z, n, then by unit.</summary>
/// <param name="W">[3H, I], from the input.</param>
/// <param name="R">[3H, H], from the state before.</param>
/// <param name="B">[3H].</param>
/// <param name="Q">[H], the bias inside the reset gate; <c>null</c> where the reset gate acts before the recurrent
/// product.</param>
public sealed record GruParameters(Parameter W, Parameter R, Parameter B, Parameter? Q)
{
    /// <summary>I, H, and where the reset gate acts.</summary>
    public GruSize Size { get; } = new(W.Shape[1], R.Shape[1], Q is not null);
}
