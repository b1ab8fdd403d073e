using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>A minimal LSTM: k = f / (f + i), v = i / (f + i)⊙g. Derivation: docs/derivations/gru.md.</summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
internal sealed class WrittenMinLstm(RecurrentLayer layer, string path) : WrittenScan(layer, path)
{
    /// <summary>
    /// k = σ(ln f − ln i): a quotient of gates would lose the digits of small ones, which runtimes cut off.
    /// </summary>
    /// <inheritdoc/>
    protected override (string Keep, string Taken) Shares(OnnxDrawing on, string sums)
    {
        string[] gates = Gates(on, Path, sums, "f", "i", "g");
        string f = LogOfGate(on, $"{Path}.f", gates[0]), i = LogOfGate(on, $"{Path}.i", gates[1]);
        string keep = on.Node("Sigmoid", $"{Path}.keep", [on.Node("Sub", $"{Path}.kept_log", [f, i])]),
            take = on.Node("Sigmoid", $"{Path}.take", [on.Node("Sub", $"{Path}.taken_log", [i, f])]);
        return (keep, on.Node("Mul", $"{Path}.taken", [take, gates[2]]));
    }
}
