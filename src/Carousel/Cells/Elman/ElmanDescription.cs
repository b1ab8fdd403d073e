using Carousel.Backends;
using Carousel.Layers;

namespace Carousel.Cells;

/// <summary>Elman's network in the table of cells.</summary>
internal static class ElmanDescription
{
    public static RecurrentCell Cell { get; } = new(
        "an", "Elman", "elman", [new("h", "state", IsSquashed: true)],
        s => new Elman(
            s.InputSize, s.HiddenSize, s.Reverse, s.TrainsStart, inputInitialiser: s.InputInitialiser,
            recurrentInitialiser: s.RecurrentInitialiser, biasInitialiser: s.BiasInitialiser))
    {
        Parameters = typeof(ElmanParameters),
        PyTorch = new("RNN", "", 0) { Remark = "the RNN has tanh, as was said" },
        Keras = new("SimpleRNN", "", 0),
        Onnx = new("RNN", "", 0)
        {
            Activations = ["Tanh"],
            Remark = "h = f(W·x + R·h + Wb + Rb), f by its activations",
        },
    };
}
