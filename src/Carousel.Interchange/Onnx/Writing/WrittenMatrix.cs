using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// A cell whose heads have a matrix each: a key and a value change it, a query reads it. Its gates depend only on the
/// input, so that all of them are computed outside the body of Scan.
/// </summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
/// <param name="gates">The names of the gates of a head.</param>
internal abstract class WrittenMatrix(RecurrentLayer layer, string path, params IReadOnlyList<string> gates)
    : WrittenCell(layer, path)
{
    private static readonly string[] _wide = ["q", "k", "v", "o"];

    /// <summary>d: units of a head.</summary>
    protected int Head { get; } = layer.HiddenSize / layer.Heads;

    /// <inheritdoc/>
    protected sealed override IEnumerable<GraphValue> Seen(OnnxDrawing on, GraphValue sums)
    {
        string[] names = [.. _wide, .. gates];
        int[] sizes = [.. names.Select((_, k) => k < _wide.Length ? Layer.HiddenSize : Layer.Heads)];
        string[] parts = on.Nodes(
            "Split", [.. names.Select(name => $"{Path}.{name}_sum")],
            [sums.Name, on.Integers([.. sizes.Select(size => (long)size)])], OnnxAttributes.Of("axis", -1L));
        string[] acting =
        [
            .. names.Zip(parts, (name, part) => name switch
            {
                "v" => part,
                "o" => on.Node("Sigmoid", $"{Path}.o", [part]),
                _ => Acting(on, name, part, sums.Axes),
            }),
        ];
        return acting.Zip(sizes, (value, size) => new GraphValue(value, sums.Axes, size));
    }

    /// <inheritdoc/>
    public sealed override string[] Step(OnnxDrawing on, IReadOnlyList<string> seen, IReadOnlyList<string> before)
    {
        GraphCell[] held = [.. GraphCell.Of(Layer).Skip(1)];
        var now = new Dictionary<string, string>();
        foreach ((string name, string value) in _wide.Concat(gates).Zip(seen))
        {
            now[name] = name == "o" ? value : ByHead(on, name, value, 1, gates.Contains(name) ? 1 : Head);
        }

        foreach ((GraphCell part, string value) in held.Zip(before.Skip(1)))
        {
            int each = part.Size / Layer.Heads, rows = Math.Min(each, Head);
            now[part.Kind] = ByHead(on, $"{part.Kind}_held", value, rows, each / rows);
        }

        (string shown, string[] after) = Advance(on, now);
        return
        [
            Node(on, "Mul", "h_made", now["o"], Shaped(on, "shown", shown, Layer.HiddenSize)),
            .. held.Zip(after, (part, value) => Shaped(on, $"{part.Kind}_made", value, part.Size)),
        ];
    }

    /// <summary>A query, a key or a gate of a head as it acts.</summary>
    /// <param name="on">Where it is drawn.</param>
    /// <param name="name">Which.</param>
    /// <param name="sum">Its sum, […, H] or […, heads].</param>
    /// <param name="axes">Those in front.</param>
    protected abstract string Acting(OnnxDrawing on, string name, string sum, IReadOnlyList<GraphAxis> axes);

    /// <summary>A step of all heads.</summary>
    /// <param name="on">Where it is drawn.</param>
    /// <param name="now">By name q, k and v, [sequences, heads, 1, d], gates, [sequences, heads, 1, 1], and the state:
    /// a matrix by key, then value, [sequences, heads, d, d], a normaliser, [sequences, heads, d, 1], its scale,
    /// [sequences, heads, 1, 1].</param>
    /// <returns>The value that the query reads, and the state after the step.</returns>
    protected abstract (string Shown, string[] After) Advance(OnnxDrawing on, IReadOnlyDictionary<string, string> now);

    /// <summary>A node of a step.</summary>
    protected string Node(OnnxDrawing on, string operation, string name, params string[] inputs) =>
        on.Node(operation, $"{Path}.step.{name}", inputs);

    /// <summary>A row of each head as a column.</summary>
    protected string Column(OnnxDrawing on, string name, string row) =>
        on.Node("Transpose", $"{Path}.step.{name}", [row], OnnxAttributes.Of("perm", 0, 1, 3, 2));

    private string ByHead(OnnxDrawing on, string name, string value, int rows, int columns) =>
        Shaped(on, $"{name}_by_head", value, Layer.Heads, rows, columns);

    private string Shaped(OnnxDrawing on, string name, string value, params ReadOnlySpan<long> sizes) =>
        Node(on, "Reshape", name, value, on.Integers([-1, .. sizes]));
}
