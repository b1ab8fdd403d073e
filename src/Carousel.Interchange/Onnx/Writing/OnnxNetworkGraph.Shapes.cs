using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>Sizes that are known only when data come, and values in other shapes.</summary>
internal sealed partial class OnnxNetworkGraph
{
    private static readonly GraphAxis _places = new("places");

    /// <summary>[1]: the size of an axis of a tensor.</summary>
    private string Size(string tensor, int axis) => Sizes(tensor, axis, 1);

    /// <summary>The sizes of some axes of a tensor.</summary>
    private string Sizes(string tensor, int first, int count)
    {
        string shape = drawing.Node("Shape", $"{tensor}.shape", [tensor]);
        return drawing.Node(
            "Slice", $"{tensor}.sizes",
            [shape, drawing.Integers(first), drawing.Integers(first + count), drawing.Integers(0)]);
    }

    /// <summary>A tensor with the axes of another value, and features.</summary>
    private string Shaped(
        string tensor, string name, GraphValue like, int firstAxis, params ReadOnlySpan<long> features)
    {
        int count = like.Axes.Count - firstAxis;
        string sizes = count == 0 ? drawing.Integers(features)
            : drawing.Node(
                "Concat", $"{name}.sizes", [Sizes(like.Name, firstAxis, count), drawing.Integers(features)],
                OnnxAttributes.Of("axis", 0L));
        return drawing.Node("Reshape", name, [tensor, sizes]);
    }

    private string Reshaped(string tensor, string name, params ReadOnlySpan<long> sizes) =>
        drawing.Node("Reshape", name, [tensor, drawing.Integers(sizes)]);

    private string Turned(string tensor, string name, params ReadOnlySpan<long> order) =>
        drawing.Node("Transpose", name, [tensor], OnnxAttributes.Of("perm", order));

    /// <summary>What stands side by side as one axis, as the recurrent nodes take it.</summary>
    private (GraphValue Input, GraphValue? Lengths, GraphState? Start) Flat(
        GraphValue input, GraphValue? lengths, GraphState? start)
    {
        if (input.Axes.Count == 2)
        {
            return (input, lengths, start);
        }

        string name = $"{input.Name}.flat";
        return (
            new GraphValue(Reshaped(input.Name, name, 0, -1, input.Features), [input.Axes[0], _places], input.Features),
            lengths is null
                ? null
                : lengths with { Name = Reshaped(lengths.Name, $"{lengths.Name}.flat", -1), Axes = [_places] },
            start is null
                ? null
                : new GraphState(
                    [
                        .. start.Cells.Select(
                            c =>
                                new GraphValue(
                                    Reshaped(c.Name, $"{c.Name}.flat", -1, c.Features), [_places], c.Features)),
                    ]));
    }

    /// <summary>The way back from <see cref="Flat"/>.</summary>
    private (GraphValue Output, GraphState Final) Restored((GraphValue Output, GraphState Final) run, GraphValue input)
    {
        if (input.Axes.Count == 2)
        {
            return run;
        }

        (GraphValue output, GraphState final) = run;
        return (
            new GraphValue(
                Shaped(output.Name, $"{output.Name}.axes", input, 0, output.Features), input.Axes, output.Features),
            new GraphState(
                [
                    .. final.Cells.Select(
                        c =>
                            new GraphValue(
                                Shaped(c.Name, $"{c.Name}.axes", input, 1, c.Features), Rest(input), c.Features)),
                ]));
    }

    /// <summary>The axes after the first.</summary>
    private static GraphAxis[] Rest(GraphValue value) => [.. value.Axes.Skip(1)];

    /// <summary>Rows of a tensor that has an axis of one direction in front.</summary>
    private GraphValue Row(string directed, string name, IReadOnlyList<GraphAxis> axes, int size)
    {
        string rows = drawing.Node("Squeeze", $"{name}.rows", [directed, drawing.Integers(0)]);
        drawing.Directed[rows] = directed;
        return new GraphValue(rows, axes, size);
    }

    /// <summary>Rows with an axis of one direction in front.</summary>
    private string Directed(GraphValue rows) =>
        drawing.Directed.TryGetValue(rows.Name, out string? directed)
            ? directed
            : drawing.Node("Unsqueeze", $"{rows.Name}.directed", [rows.Name, drawing.Integers(0)]);

    private string Directed(GraphState? state, int cell) =>
        state is null || cell >= state.Cells.Count ? "" : Directed(state.Cells[cell]);

    /// <summary>[columns, rows] of [rows, columns].</summary>
    internal static float[] Transposed(float[] values, int rows)
    {
        int columns = values.Length / rows;
        var turned = new float[values.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int k = 0; k < columns; k++)
            {
                turned[(k * rows) + r] = values[(r * columns) + k];
            }
        }

        return turned;
    }
}
