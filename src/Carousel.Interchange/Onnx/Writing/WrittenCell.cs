using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// A recurrent layer without an operator in the standard: one step of it as nodes, which Scan runs along time.
/// </summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
internal abstract class WrittenCell(RecurrentLayer layer, string path)
{
    // −ln 1e-30.
    private const float MostClosed = 69.07755f;

    /// <summary>The layer.</summary>
    protected RecurrentLayer Layer => layer;

    /// <summary>The layer's name in the drawing.</summary>
    protected string Path => path;

    /// <summary>That of a layer; null of one that an operator runs, and of one without either.</summary>
    public static WrittenCell? Find(SequenceLayer layer, string path) =>
        layer is RecurrentLayer recurrent
            ? ForeignCell.All.Find(recurrent.Cell)?.Written?.Invoke(recurrent, path)
            : null;

    /// <summary>All values that depend only on the input, at all steps at once.</summary>
    /// <param name="on">The drawing outside the body of Scan.</param>
    /// <param name="input">[…, I].</param>
    /// <returns>What a step takes of it.</returns>
    public IReadOnlyList<GraphValue> FromInput(OnnxDrawing on, GraphValue input)
    {
        int rows = layer.B.Shape.Length;
        string matrix = on.Weights(
            $"{path}.W", [layer.InputSize, rows], OnnxNetworkGraph.Transposed(layer.W.Value.ToArray(), rows));
        string sums = WithBias(on, on.Node("MatMul", $"{path}.product", [input.Name, matrix]));
        return [.. Seen(on, new GraphValue(sums, input.Axes, rows))];
    }

    /// <summary>One step.</summary>
    /// <param name="on">Where it is drawn.</param>
    /// <param name="seen">A row of each of <see cref="FromInput"/>.</param>
    /// <param name="before">The parts of the state, in its order.</param>
    /// <returns>The same after the step.</returns>
    public abstract string[] Step(OnnxDrawing on, IReadOnlyList<string> seen, IReadOnlyList<string> before);

    /// <summary>[…, G·H]: W x + b of W x.</summary>
    protected virtual string WithBias(OnnxDrawing on, string product) =>
        on.Node("Add", $"{path}.from_input", [product, Vector(on, "b")]);

    /// <summary>What a step takes of W x + b: that itself, or what can be made of it.</summary>
    protected virtual IEnumerable<GraphValue> Seen(OnnxDrawing on, GraphValue sums) => [sums];

    /// <summary>A parameter of one axis.</summary>
    protected string Vector(OnnxDrawing on, string name)
    {
        Parameter parameter = layer.Parameters.Single(
            p => p.Name == name || p.Name.EndsWith($".{name}", StringComparison.Ordinal));
        return on.Weights($"{path}.{name}", [parameter.Shape.Length], parameter.Value.ToArray());
    }

    /// <summary>Sums by gate.</summary>
    protected static string[] Gates(OnnxDrawing on, string where, string sums, params IEnumerable<string> letters) =>
        on.Nodes("Split", [.. letters.Select(l => $"{where}.{l}_sum")], [sums], OnnxAttributes.Of("axis", -1L));

    /// <summary>ln σ of a gate's sum.</summary>
    /// <param name="on">Where it is drawn.</param>
    /// <param name="gate">The gate's name in the drawing.</param>
    /// <param name="sum">Its sum.</param>
    /// <param name="isHeld">Whether it is held above that of 1e-30, as in kernels that divide by gates.</param>
    protected static string LogOfGate(OnnxDrawing on, string gate, string sum, bool isHeld = true)
    {
        string minus = on.Node("Softplus", $"{gate}_closed", [on.Node("Neg", $"{gate}_minus", [sum])]);
        string held = isHeld ? on.Node("Min", $"{gate}_held", [minus, on.Numbers("most", [MostClosed])]) : minus;
        return on.Node("Neg", $"{gate}_log", [held]);
    }

    /// <summary>The sum of two products.</summary>
    protected static string Sum(
        OnnxDrawing on, string name, (string A, string B) kept, (string A, string B) written) => on.Node(
            "Add", name,
            [
                on.Node("Mul", $"{name}_kept", [kept.A, kept.B]),
                on.Node("Mul", $"{name}_written", [written.A, written.B]),
            ]);
}
