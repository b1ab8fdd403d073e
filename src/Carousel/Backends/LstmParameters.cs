using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>The parameters of an LSTM, rows by gate i, f, g, o, then by unit.</summary>
/// <param name="W">[4H, I], from the input.</param>
/// <param name="R">[4H, H], from the state before.</param>
/// <param name="B">[4H].</param>
public sealed record LstmParameters(Parameter W, Parameter R, Parameter B)
{
    /// <summary>I and H.</summary>
    public LstmSize Size { get; } = new(W.Shape[1], R.Shape[1]);
}
