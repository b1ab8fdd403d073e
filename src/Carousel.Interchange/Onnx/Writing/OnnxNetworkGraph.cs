using Carousel.Interchange.Networks;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using DataType = Carousel.Interchange.Onnx.Protocol.TensorProto.Types.DataType;
using Dimension = Carousel.Interchange.Onnx.Protocol.TensorShapeProto.Types.Dimension;

namespace Carousel.Interchange.Onnx;

/// <summary>A drawing of a network that becomes nodes of ONNX. A value's name is the name of its tensor.</summary>
/// <param name="drawing">What is drawn on.</param>
/// <param name="scope">The prefix of names; empty, or a name and a point.</param>
internal sealed partial class OnnxNetworkGraph(OnnxDrawing drawing, string scope = "") : INetworkGraph
{
    // Sizes of trained values that are written without a change: those of their parameter.
    private readonly Dictionary<string, int[]> _shapes = [];

    /// <inheritdoc/>
    public INetworkGraph Within(string name) => new OnnxNetworkGraph(drawing, $"{scope}{name}.");

    /// <inheritdoc/>
    public void Note(string key, string text) => drawing.Notes[key] = text;

    /// <inheritdoc/>
    public void Note(PortableTable table) => Note("table", PortableJson.Text(table));

    /// <inheritdoc/>
    public GraphValue Numbers(string name, IReadOnlyList<GraphAxis> axes, PortableInput meaning)
    {
        GraphValue value = Given(scope + name, axes, meaning.Values.Count);
        Note($"input.{value.Name}", PortableJson.Text(meaning));
        return value;
    }

    /// <inheritdoc/>
    public GraphValue Numbers(string name, IReadOnlyList<GraphAxis> axes, int features, string meaning)
    {
        Note($"input.{scope}{name}", meaning);
        return Given(scope + name, axes, features);
    }

    /// <inheritdoc/>
    public GraphValue Symbols(string name, IReadOnlyList<GraphAxis> axes, PortableInput meaning)
    {
        string symbols = drawing.Input(scope + name, DataType.Int64, Sizes(axes));
        Note($"input.{symbols}", PortableJson.Text(meaning));
        return new GraphValue(symbols, axes, 0);
    }

    /// <inheritdoc/>
    public GraphValue Lengths(string name, GraphValue sequences)
    {
        GraphAxis[] axes = [.. sequences.Axes.Skip(1)];
        Note(
            $"input.{scope}{name}",
            $"how many steps of {sequences.Name} along {sequences.Axes[0].Name} belong to each sequence");
        return new GraphValue(drawing.Input(scope + name, DataType.Int32, Sizes(axes)), axes, 0);
    }

    /// <inheritdoc/>
    public GraphState StateOf(SequenceLayer layer, IReadOnlyList<GraphAxis> axes, string? beginning = null) =>
        new([.. GraphCell.Of(layer).Select(cell => StateOf(cell, axes, beginning))]);

    /// <inheritdoc/>
    public GraphState StateOf(ConvolutionalLstm layer, PictureSize pictures, IReadOnlyList<GraphAxis> axes)
    {
        int size = pictures.Height * pictures.Width * layer.Hidden;
        return new GraphState(
            [StateOf(new GraphCell(layer, "h", size), axes), StateOf(new GraphCell(layer, "c", size), axes)]);
    }

    /// <inheritdoc/>
    public void Output(string name, GraphValue value, PortableAnswer? meaning = null)
    {
        bool isConstant = value.Axes.Count == 0 && _shapes.ContainsKey(value.Name);
        drawing.Output(
            scope + name, value.Name, value.Features == 0 ? DataType.Int64 : DataType.Float,
            isConstant ? _shapes[value.Name].Select(Fixed)
                : value.Features == 0 ? Sizes(value.Axes)
                : Sizes(value.Axes, value.Features));
        if (meaning is not null)
        {
            Note($"output.{scope}{name}", PortableJson.Text(meaning));
        }
    }

    /// <inheritdoc/>
    public void Output(Layer layer, GraphState state)
    {
        IReadOnlyList<GraphCell> cells = layer is SequenceLayer sequence
            ? GraphCell.Of(sequence)
            : [new(layer, "h", 0), new(layer, "c", 0)];
        Output(cells, state, "final");
        foreach (GraphCell cell in cells)
        {
            Note($"state.{cell.NameIn(scope, "final")}", $"the next piece's {cell.NameIn(scope, "initial")}");
        }
    }

    /// <inheritdoc/>
    public void OutputStart(SequenceLayer layer, GraphState state) => Output(GraphCell.Of(layer), state, "initial");

    private void Output(IReadOnlyList<GraphCell> cells, GraphState state, string when)
    {
        foreach ((GraphCell cell, GraphValue value) in cells.Zip(state.Cells))
        {
            string name = cell.NameIn(scope, when);
            if (HasDirections(cell))
            {
                drawing.Output(name, Directed(value), DataType.Float, [Fixed(1), .. Sizes(value.Axes, value.Features)]);
            }
            else
            {
                drawing.Output(name, value.Name, DataType.Float, Sizes(value.Axes, value.Features));
            }
        }
    }

    /// <inheritdoc/>
    public GraphValue Constant(Parameter parameter)
    {
        int[] sizes = [.. Enumerable.Range(0, parameter.Shape.Rank).Select(a => parameter.Shape[a])];
        var value = new GraphValue(
            drawing.Weights(scope + parameter.Name, sizes, parameter.Value.ToArray()), [], parameter.Shape.Length);
        _shapes[value.Name] = sizes;
        return value;
    }

    private GraphValue Given(string name, IReadOnlyList<GraphAxis> axes, int features) =>
        new(drawing.Input(name, DataType.Float, Sizes(axes, features)), axes, features);

    /// <summary>State of recurrent nodes has an axis of directions in front, as the nodes take it.</summary>
    private GraphValue StateOf(GraphCell cell, IReadOnlyList<GraphAxis> axes, string? beginning = null)
    {
        string name = cell.NameIn(scope, "initial");
        Note($"state.{name}", beginning ?? "zeros where a sequence begins");
        if (!HasDirections(cell))
        {
            return Given(name, axes, cell.Size);
        }

        string given = drawing.Input(name, DataType.Float, [Fixed(1), .. Sizes(axes, cell.Size)]);
        return Row(given, name, axes, cell.Size);
    }

    private static bool HasDirections(GraphCell cell) => cell.Layer is RecurrentLayer;

    private string Path(Layer layer) => GraphCell.PathOf(layer, scope);

    private static IEnumerable<Dimension> Sizes(IEnumerable<GraphAxis> axes) =>
        axes.Select(a => new Dimension { DimParam = a.Name });

    private static IEnumerable<Dimension> Sizes(IEnumerable<GraphAxis> axes, int features) =>
        Sizes(axes).Append(Fixed(features));

    private static Dimension Fixed(int size) => new() { DimValue = size };
}
