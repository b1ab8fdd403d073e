using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>The delta rule, of a state h, S. Lines by number: docs/derivations/xlstm.md.</summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
internal sealed class WrittenDelta(RecurrentLayer layer, string path) : WrittenMatrix(
    layer, path, layer is MatrixLayer<DeltaCell<GatedDecay>> ? ["rate", "decay"] : ["rate"])
{
    // Added to the square of a length, as in the cell's kernel.
    private const float Least = 1e-12f;

    /// <summary>Lines 1 to 3.</summary>
    /// <inheritdoc/>
    protected override string Acting(OnnxDrawing on, string name, string sum, IReadOnlyList<GraphAxis> axes) =>
        name switch
        {
            "rate" => on.Node(
                "Mul", $"{Path}.rate",
                [on.Node("Sigmoid", $"{Path}.rate_half", [sum]), on.Numbers("two", [2])]),
            "decay" => on.Node("Sigmoid", $"{Path}.decay", [sum]),
            _ => OfLengthOne(on, $"{Path}.{name}", sum, [.. axes.Select(_ => 0L)]),
        };

    /// <summary>Lines 4 to 6.</summary>
    /// <inheritdoc/>
    protected override (string Shown, string[] After) Advance(
        OnnxDrawing on, IReadOnlyDictionary<string, string> now)
    {
        string kept = now.TryGetValue("decay", out string? decay)
            ? Node(on, "Mul", "S_kept", decay, now["S"])
            : now["S"];
        string error = Node(on, "Sub", "error", now["v"], Node(on, "MatMul", "said", now["k"], kept));
        string correction = Node(on, "Mul", "correction", now["rate"], error);
        string written = Node(on, "Mul", "S_written", Column(on, "k_column", now["k"]), correction);
        string matrix = Node(on, "Add", "S", kept, written);
        return (Node(on, "MatMul", "S_read", now["q"], matrix), [matrix]);
    }

    /// <summary>A row of each head over its length.</summary>
    /// <param name="on">Where it is drawn.</param>
    /// <param name="name">What it is to be called.</param>
    /// <param name="rows">[…, H].</param>
    /// <param name="axes">A zero for each leading axis, which keeps its size.</param>
    private string OfLengthOne(OnnxDrawing on, string name, string rows, long[] axes)
    {
        string heads = on.Node(
            "Reshape", $"{name}_heads", [rows, on.Integers([.. axes, Layer.Heads, Head])]);
        string square = on.Node(
            "ReduceSum", $"{name}_square", [on.Node("Mul", $"{name}_squares", [heads, heads]), on.Integers(-1)],
            OnnxAttributes.Of("keepdims", 1L));
        string length = on.Node(
            "Sqrt", $"{name}_length", [on.Node("Add", $"{name}_sum", [square, on.Numbers("least", [Least])])]);
        return on.Node(
            "Reshape", name,
            [on.Node("Div", $"{name}_normal", [heads, length]), on.Integers([.. axes, Layer.HiddenSize])]);
    }
}
