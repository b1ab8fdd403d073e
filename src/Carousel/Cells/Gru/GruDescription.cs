using Carousel.Backends;
using Carousel.Layers;
using Carousel.Layers.Initialisers;

namespace Carousel.Cells;

/// <summary>The GRU in the table of cells.</summary>
internal static class GruDescription
{
    private static readonly RecurrentGate _keeping = new("z", "update gate");

    public static RecurrentCell Cell { get; } = new(
        "a", "GRU", "gru",
        [new("r", "reset gate"), _keeping, new("n", "candidate", IsSquashed: true)],
        s => new Gru(
            s.InputSize, s.HiddenSize, s.ResetAfter, s.Reverse, s.TrainsStart, inputInitialiser: s.InputInitialiser,
            recurrentInitialiser: s.RecurrentInitialiser, biasInitialiser: s.BiasInitialiser))
    {
        Parameters = typeof(GruParameters),
        KeepingGate = _keeping,
        IsQuantisable = true,
        HasInnerBias = true,

        // One gate keeps and lets in.
        Chrono = lag => new ChronoBias(lag, keepBlock: 1, inputBlock: -1),
        PyTorch = new("GRU", "r, z, n", 0, 1, 2)
        {
            Remark =
                "gates of the GRU in PyTorch's order r, z, n, reset after the recurrent product, as PyTorch computes",
        },
        Keras = new("GRU", "z, r, h", 1, 0, 2),
        Onnx = new("GRU", "z, r, h", 1, 0, 2) { Activations = ["Sigmoid", "Tanh"] },
    };
}
