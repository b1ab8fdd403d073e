using Carousel.Autograd;
using Carousel.Forecasting;
using Carousel.Layers;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>A cell with weights set by hand, and its inputs.</summary>
/// <param name="Cell">Which cell.</param>
/// <param name="Features">[I], names of its inputs.</param>
/// <param name="W">[G·H, I], rows by gate, then by unit.</param>
/// <param name="R">[G·H, H].</param>
/// <param name="B">[G·H].</param>
/// <param name="Input">[T, I].</param>
internal sealed record SetCell(
    RecurrentCell Cell, IReadOnlyList<string> Features, float[] W, float[] R, float[] B, float[] Input)
{
    /// <summary>H.</summary>
    public int Units => B.Length / Cell.GateCount;

    /// <summary>Runs it over what it reads.</summary>
    /// <param name="backend">Where it is built.</param>
    public RecurrentReading Run(Backend backend)
    {
        RecurrentLayer layer = Cell.Make(new(Features.Count, Units));
        layer.Build(backend, seed: 0);
        layer.W.Set(W);
        layer.R.Set(R);
        layer.B.Set(B);
        return RecurrentReading.Of(backend, layer, Features, Input);
    }
}
