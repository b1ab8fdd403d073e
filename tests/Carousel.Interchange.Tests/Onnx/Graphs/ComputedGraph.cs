using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.Onnx.Graphs;

/// <summary>
/// A drawing that is computed while it is drawn, by the model's layers, from made inputs: the expected outputs of a
/// file that was written from the same drawing.
/// </summary>
/// <remarks>
/// After a sequence's end outputs are NaN: a file of the graph may give any number there. Numbers are uniform within
/// ±1, symbols any of those there are; of the lengths the first is the whole axis, and the others are 1 or more.
/// </remarks>
/// <param name="backend">Where the model was built.</param>
/// <param name="sizes">The size of each axis, by its name; an axis without an entry has two places.</param>
/// <param name="seed">The same seed makes the same inputs.</param>
/// <param name="given">Inputs that are not made, by name; where there are some, states that are not among them are
/// zero. Null for only made inputs.</param>
internal sealed partial class ComputedGraph(
    Backend backend, IReadOnlyDictionary<string, int> sizes, ulong seed,
    IReadOnlyDictionary<string, GraphTensor>? given = null) : INetworkGraph
{
    private readonly Backend _backend = backend;
    private readonly IReadOnlyDictionary<string, int> _axes = sizes;
    private readonly ulong _seed = seed;
    private readonly IReadOnlyDictionary<string, GraphTensor>? _given = given;
    private readonly ComputedGraph? _outermost;
    private readonly Dictionary<string, float[]> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _sizes = new(StringComparer.Ordinal);
    private string _scope = "";
    private int _count;

    private ComputedGraph(ComputedGraph outer, string name)
        : this(outer._backend, outer._axes, outer._seed, outer._given)
    {
        (_values, _sizes, Inputs, Outputs, _scope) = (
            outer._values, outer._sizes, outer.Inputs, outer.Outputs, $"{outer._scope}{name}.");
        _outermost = outer._outermost ?? outer;
    }

    /// <summary>What the graph was given, by name.</summary>
    public Dictionary<string, GraphTensor> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>What came out, by name.</summary>
    public Dictionary<string, GraphTensor> Outputs { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public INetworkGraph Within(string name) => new ComputedGraph(this, name);

    /// <inheritdoc/>
    public void Note(string key, string text)
    {
        // Descriptions of a graph do not change numbers.
    }

    /// <inheritdoc/>
    public void Note(PortableTable table)
    {
        // As above.
    }

    /// <inheritdoc/>
    public GraphValue Numbers(string name, IReadOnlyList<GraphAxis> axes, PortableInput meaning) =>
        Given(_scope + name, axes, meaning.Values.Count, scales: meaning.InnerScales);

    /// <inheritdoc/>
    public GraphValue Numbers(string name, IReadOnlyList<GraphAxis> axes, int features, string meaning) =>
        Given(_scope + name, axes, features);

    /// <inheritdoc/>
    public GraphValue Symbols(string name, IReadOnlyList<GraphAxis> axes, PortableInput meaning) =>
        Whole(_scope + name, axes, [.. axes.Select(Size)], at => (int)(at * meaning.Symbols.Count));

    /// <inheritdoc/>
    public GraphValue Lengths(string name, GraphValue sequences)
    {
        GraphAxis[] axes = [.. sequences.Axes.Skip(1)];
        int longest = Size(sequences.Axes[0]);
        GraphValue lengths = Whole(_scope + name, axes, [.. axes.Select(Size)], at => 1 + (int)(at * longest));
        if (_given?.ContainsKey(lengths.Name) != true)
        {
            _values[lengths.Name][0] = longest;
        }

        return lengths;
    }

    /// <inheritdoc/>
    public GraphState StateOf(SequenceLayer layer, IReadOnlyList<GraphAxis> axes, string? beginning = null) =>
        new(
            [
                .. GraphCell.Of(layer).Select(
                    cell => Given(cell.NameIn(_scope, "initial"), axes, cell.Size, isCount: cell.Kind == "n")),
            ]);

    /// <inheritdoc/>
    public GraphState StateOf(ConvolutionalLstm layer, PictureSize pictures, IReadOnlyList<GraphAxis> axes)
    {
        int size = pictures.Height * pictures.Width * layer.Hidden;
        return new GraphState(
            [
                Given(new GraphCell(layer, "h", size).NameIn(_scope, "initial"), axes, size),
                Given(new GraphCell(layer, "c", size).NameIn(_scope, "initial"), axes, size),
            ]);
    }

    /// <inheritdoc/>
    public GraphValue Constant(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Made([], [], parameter.Shape.Length, parameter.Value.ToArray());
    }

    /// <inheritdoc/>
    public void Output(string name, GraphValue value, PortableAnswer? meaning = null) =>
        Outputs.Add(_scope + name, Tensor(value));

    /// <inheritdoc/>
    public void Output(Layer layer, GraphState state)
    {
        IReadOnlyList<GraphCell> cells = layer is SequenceLayer sequence
            ? GraphCell.Of(sequence)
            : [new(layer, "h", 0), new(layer, "c", 0)];
        Output(cells, state, "final");
    }

    /// <inheritdoc/>
    public void OutputStart(SequenceLayer layer, GraphState state) => Output(GraphCell.Of(layer), state, "initial");

    private void Output(IReadOnlyList<GraphCell> cells, GraphState state, string when)
    {
        foreach ((GraphCell cell, GraphValue value) in cells.Zip(state.Cells))
        {
            Outputs.Add(cell.NameIn(_scope, when), Tensor(value));
        }
    }

    private GraphTensor Tensor(GraphValue value) =>
        new(
            value.Features == 0 ? _sizes[value.Name] : [.. _sizes[value.Name], value.Features], _values[value.Name],
            value.Features == 0);

    private int Size(GraphAxis axis) => _axes.TryGetValue(axis.Name, out int size) ? size : 2;

    // The divisor of cells is 1 or more after a first step.
    private GraphValue Given(
        string name, IReadOnlyList<GraphAxis> axes, int features, bool isCount = false,
        IReadOnlyList<FittedScaler>? scales = null)
    {
        int[] own = [.. axes.Select(Size)];
        var values = new float[Places(own) * features];
        if (_given is null)
        {
            new CounterRandom(_seed, CounterRandom.Purpose(name)).Uniform(0, values);
            values = [.. values.Select(v => isCount ? 1 + v : (2 * v) - 1)];
            values = scales is { Count: > 0 }
                ? [.. values.Select((v, k) => scales[k % scales.Count].Invert(v))]
                : values;
        }

        return Put(new GraphValue(name, axes, features), own, values);
    }

    private GraphValue Whole(string name, IReadOnlyList<GraphAxis> axes, int[] own, Func<float, int> number)
    {
        var values = new float[Places(own)];
        new CounterRandom(_seed, CounterRandom.Purpose(name)).Uniform(0, values);
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = number(values[k]);
        }

        return Put(new GraphValue(name, axes, 0), own, values);
    }

    /// <summary>An input: the one that was given under its name, else the made one.</summary>
    private GraphValue Put(GraphValue input, int[] own, float[] made)
    {
        GraphTensor? tensor = _given is not null && _given.TryGetValue(input.Name, out GraphTensor? found)
            ? found
            : null;
        (_values[input.Name], _sizes[input.Name]) = tensor is null
            ? (made, own)
            : (tensor.Values, [.. tensor.Sizes.Take(input.Axes.Count)]);
        Inputs.Add(input.Name, Tensor(input));
        return input;
    }

    private GraphValue Made(IReadOnlyList<GraphAxis> axes, int[] own, int features, float[] values)
    {
        ComputedGraph outermost = _outermost ?? this;
        string name = FormattableString.Invariant($"/{outermost._count++}");
        (_values[name], _sizes[name]) = (values, own);
        return new GraphValue(name, axes, features);
    }

    private GraphValue Like(GraphValue value, int features, float[] values) =>
        Made(value.Axes, _sizes[value.Name], features, values);

    private static int Places(ReadOnlySpan<int> own)
    {
        int places = 1;
        foreach (int size in own)
        {
            places *= size;
        }

        return places;
    }

    /// <summary>Runs something on a tape and reads what it gives.</summary>
    private T Compute<T>(Func<Tape, T> run) => Inference.Run(_backend, run);
}
