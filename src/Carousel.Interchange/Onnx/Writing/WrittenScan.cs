using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// h = k⊙h₋ + v, with k and v that depend only on the input: both are computed outside the body of Scan.
/// Derivation: docs/derivations/gru.md.
/// </summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
internal abstract class WrittenScan(RecurrentLayer layer, string path) : WrittenCell(layer, path)
{
    /// <summary>k and v, of W x + b.</summary>
    protected abstract (string Keep, string Taken) Shares(OnnxDrawing on, string sums);

    /// <inheritdoc/>
    protected sealed override IEnumerable<GraphValue> Seen(OnnxDrawing on, GraphValue sums)
    {
        (string keep, string taken) = Shares(on, sums.Name);
        return [new(keep, sums.Axes, Layer.HiddenSize), new(taken, sums.Axes, Layer.HiddenSize)];
    }

    /// <inheritdoc/>
    public sealed override string[] Step(OnnxDrawing on, IReadOnlyList<string> seen, IReadOnlyList<string> before) =>
    [
        on.Node("Add", $"{Path}.step.h_made", [on.Node("Mul", $"{Path}.step.kept", [seen[0], before[0]]), seen[1]]),
    ];
}
