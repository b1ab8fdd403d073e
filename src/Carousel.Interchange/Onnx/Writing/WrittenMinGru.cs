using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>A minimal GRU: k = 1 − z, v = z⊙g.</summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
internal sealed class WrittenMinGru(RecurrentLayer layer, string path) : WrittenScan(layer, path)
{
    /// <inheritdoc/>
    protected override (string Keep, string Taken) Shares(OnnxDrawing on, string sums)
    {
        string[] gates = Gates(on, Path, sums, "z", "g");
        string z = on.Node("Sigmoid", $"{Path}.z", [gates[0]]);
        return (
            on.Node("Sub", $"{Path}.keep", [on.Numbers("one", [1]), z]),
            on.Node("Mul", $"{Path}.taken", [z, gates[1]]));
    }
}
