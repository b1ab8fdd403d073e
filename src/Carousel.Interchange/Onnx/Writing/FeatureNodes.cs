using Carousel.Interchange.Onnx.Protocol;

namespace Carousel.Interchange.Onnx;

/// <summary>Nodes whose names need no meaning, because there are thousands of them.</summary>
/// <param name="drawing">What is drawn on.</param>
/// <param name="path">The prefix of their names.</param>
internal sealed class FeatureNodes(OnnxDrawing drawing, string path)
{
    /// <summary>The drawing.</summary>
    public OnnxDrawing Drawing => drawing;

    /// <summary>A node without attributes.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="inputs">Names.</param>
    public string Node(string operation, params string[] inputs) => drawing.Node(operation, Named(operation), inputs);

    /// <summary>A node with one attribute.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="inputs">Names.</param>
    public string Node(string operation, AttributeProto attribute, params string[] inputs) =>
        drawing.Node(operation, Named(operation), inputs, attribute);

    /// <summary>Values at the places that a mask has, and a number at all others.</summary>
    /// <param name="mask">A name.</param>
    /// <param name="values">A name.</param>
    /// <param name="otherwise">The number.</param>
    public string Choose(string mask, string values, float otherwise) =>
        Node(OnnxNetworkGraph.Choice, mask, values, Number(otherwise));

    /// <summary>Inputs in turn: ((a ∘ b) ∘ c) ∘ …</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="inputs">Names.</param>
    public string Chain(string operation, IEnumerable<string> inputs) =>
        inputs.Aggregate((a, b) => Node(operation, a, b));

    /// <summary>Tensors one after the other.</summary>
    /// <param name="axis">The axis that becomes longer.</param>
    /// <param name="parts">Names.</param>
    public string Join(long axis, params string[] parts) => Node("Concat", OnnxAttributes.Of("axis", axis), parts);

    /// <summary>Tensors along a new first axis.</summary>
    /// <param name="parts">Names.</param>
    public string Stack(params string[] parts) =>
        Join(0, [.. parts.Select(p => Node("Unsqueeze", p, drawing.Integers(0)))]);

    /// <summary>The sum along an axis, which goes.</summary>
    /// <param name="values">A name.</param>
    /// <param name="axis">The axis.</param>
    public string Sum(string values, long axis) =>
        Node("ReduceSum", OnnxAttributes.Of("keepdims", 0L), values, drawing.Integers(axis));

    /// <summary>Some places of an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="values">A name.</param>
    /// <param name="places">Which.</param>
    public string Pick(long axis, string values, IEnumerable<int> places) => Node(
        "Gather", OnnxAttributes.Of("axis", axis), values, drawing.Integers([.. places.Select(p => (long)p)]));

    /// <summary>Axes in another order.</summary>
    /// <param name="values">A name.</param>
    /// <param name="order">The axis at each place.</param>
    public string Turn(string values, params long[] order) =>
        Node("Transpose", OnnxAttributes.Of("perm", order.AsSpan()), values);

    /// <summary>Other sizes: 0 keeps one, −1 is computed.</summary>
    /// <param name="values">A name.</param>
    /// <param name="sizes">The sizes.</param>
    public string Shape(string values, params long[] sizes) => Node("Reshape", values, drawing.Integers(sizes));

    /// <summary>Numbers of another type.</summary>
    /// <param name="values">A name.</param>
    /// <param name="type">The type.</param>
    private string Cast(string values, TensorProto.Types.DataType type) =>
        Node("Cast", OnnxAttributes.Of("to", (long)type), values);

    /// <summary>Numbers in double precision.</summary>
    /// <param name="values">A name.</param>
    public string Doubles(string values) => Cast(values, TensorProto.Types.DataType.Double);

    /// <summary>Numbers in single precision.</summary>
    /// <param name="values">A name.</param>
    public string Singles(string values) => Cast(values, TensorProto.Types.DataType.Float);

    /// <summary>Whole numbers: the fractions are dropped.</summary>
    /// <param name="values">A name.</param>
    public string Integers(string values) => Cast(values, TensorProto.Types.DataType.Int64);

    /// <summary>A constant of one number.</summary>
    /// <param name="value">The number.</param>
    public string Number(float value) => drawing.Numbers($"{path}.number", [value]);

    /// <summary>A constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="values">Its values.</param>
    public string Constant(string name, int[] sizes, IEnumerable<float> values) =>
        drawing.Weights(drawing.Name($"{path}.{name}") + ".values", sizes, values.ToArray());

    /// <summary>[size of an axis]: 0, 1, 2, …</summary>
    /// <param name="count">A name: one whole number without an axis.</param>
    public string Range(string count) => Node("Range", drawing.Integer(0), count, drawing.Integer(1));

    private string Named(string operation) => $"{path}.{operation.ToLowerInvariant()}";
}
