using System.Runtime.InteropServices;
using Carousel.Interchange.Onnx.Protocol;
using Google.Protobuf;

namespace Carousel.Interchange.Onnx;

/// <summary>A graph in the making: nodes in their order, weights by name, and names that are taken.</summary>
/// <param name="around">The drawing of the graph that contains the operator of a body: names and weights are shared.
/// Null for the main graph of the model.</param>
internal sealed class OnnxDrawing(OnnxDrawing? around = null)
{
    private readonly HashSet<string> _names = around?._names ?? new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _constants = around?._constants ?? new(StringComparer.Ordinal);

    /// <summary>The graph.</summary>
    public GraphProto Graph { get; } = new();

    private OnnxDrawing? Around => around;

    /// <summary>Data that a program needs in addition to the graph.</summary>
    public SortedDictionary<string, string> Notes { get; } = new(StringComparer.Ordinal);

    /// <summary>The domains of operators that the main graph uses, except the first one of the standard.</summary>
    public IEnumerable<string> Domains => Graph.Node.Select(n => n.Domain).Where(d => d.Length > 0).Distinct();

    /// <summary>Sentences on changes from the model.</summary>
    public SortedSet<string> Remarks { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows of a state that are a tensor with an axis of directions in front, by the rows' name.</summary>
    public Dictionary<string, string> Directed { get; } = [];

    /// <summary>The drawing of a body: an operator of this graph runs it.</summary>
    public OnnxDrawing Within() => new(this) { Graph = { Name = "step" } };

    /// <summary>A name that is not used yet: the wanted one, or with a number appended.</summary>
    public string Name(string wanted)
    {
        string name = wanted;
        for (int n = 2; !_names.Add(name); n++)
        {
            name = $"{wanted}_{n}";
        }

        return name;
    }

    /// <summary>Reserves a name that must not be changed.</summary>
    /// <exception cref="ArgumentException">Something has it already.</exception>
    public string Own(string name) =>
        _names.Add(name)
            ? name
            : throw new ArgumentException($"Two values of a graph are named '{name}'.", nameof(name));

    /// <summary>A node of one output.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="name">What the output is to be called.</param>
    /// <param name="inputs">Names; an empty one is left out.</param>
    /// <param name="attributes">Attributes.</param>
    /// <returns>The output's name.</returns>
    public string Node(
        string operation, string name, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Nodes(operation, [name], inputs, attributes)[0];

    /// <summary>A node of several outputs.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="names">What the outputs are to be called; the first is the node's name too.</param>
    /// <param name="inputs">Names; an empty one is left out.</param>
    /// <param name="attributes">Attributes.</param>
    /// <returns>The outputs' names.</returns>
    public string[] Nodes(
        string operation, IReadOnlyList<string> names, IEnumerable<string> inputs,
        params ReadOnlySpan<AttributeProto> attributes)
    {
        string[] outputs = [.. names.Select(Name)];
        var node = new NodeProto { OpType = operation, Name = outputs[0], Domain = OnnxDomains.Of(operation) };
        node.Input.AddRange(inputs);
        while (node.Input.Count > 0 && node.Input[^1].Length == 0)
        {
            node.Input.RemoveAt(node.Input.Count - 1);
        }

        node.Output.AddRange(outputs);
        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        Graph.Node.Add(node);
        return outputs;
    }

    /// <summary>Weights under a separate name, written only once for any number of calls.</summary>
    public string Weights(string name, ReadOnlySpan<int> sizes, ReadOnlySpan<float> values) =>
        Initializer(name, TensorProto.Types.DataType.Float, sizes, MemoryMarshal.AsBytes(values));

    /// <summary>As <see cref="Weights"/>, in bytes.</summary>
    public string Bytes(string name, ReadOnlySpan<int> sizes, ReadOnlySpan<sbyte> values) =>
        Initializer(name, TensorProto.Types.DataType.Int8, sizes, MemoryMarshal.AsBytes(values));

    /// <summary>Whole numbers, such as axes.</summary>
    public string Integers(params ReadOnlySpan<long> values) =>
        Constant(
            TensorProto.Types.DataType.Int64, "integers", string.Join('_', values.ToArray()), [values.Length],
            MemoryMarshal.AsBytes(values));

    /// <summary>One whole number without an axis.</summary>
    public string Integer(long value) =>
        Constant(TensorProto.Types.DataType.Int64, "integer", $"{value}", [], MemoryMarshal.AsBytes<long>([value]));

    /// <summary>A row of numbers of no layer.</summary>
    public string Numbers(string name, IReadOnlyList<float> values)
    {
        float[] row = [.. values];
        return Constant(
            TensorProto.Types.DataType.Float, name, string.Join('_', row.Select(BitConverter.SingleToInt32Bits)),
            [row.Length], MemoryMarshal.AsBytes<float>(row));
    }

    /// <summary>An input of the graph.</summary>
    public string Input(
        string name, TensorProto.Types.DataType type, IEnumerable<TensorShapeProto.Types.Dimension> sizes)
    {
        Graph.Input.Add(Value(Own(name), type, sizes));
        return name;
    }

    /// <summary>An input of a body, under a name that nothing has yet.</summary>
    public string Given(
        string wanted, TensorProto.Types.DataType type, IEnumerable<TensorShapeProto.Types.Dimension> sizes)
    {
        string name = Name(wanted);
        Graph.Input.Add(Value(name, type, sizes));
        return name;
    }

    /// <summary>An output of a body: a value that a node of it makes.</summary>
    public void Gives(
        string value, TensorProto.Types.DataType type, IEnumerable<TensorShapeProto.Types.Dimension> sizes) =>
            Graph.Output.Add(Value(value, type, sizes));

    /// <summary>An output of the graph: a value under its last name.</summary>
    public void Output(
        string name, string value, TensorProto.Types.DataType type, IEnumerable<TensorShapeProto.Types.Dimension> sizes)
    {
        string output = Node("Identity", name, [value]);
        if (output != name)
        {
            throw new ArgumentException($"Two values of a graph are named '{name}'.", nameof(name));
        }

        Graph.Output.Add(Value(output, type, sizes));
    }

    /// <summary>Leaves out nodes and weights that nothing reads.</summary>
    public void Prune()
    {
        var read = new HashSet<string>(Graph.Output.Select(o => o.Name), StringComparer.Ordinal);
        for (int n = Graph.Node.Count - 1; n >= 0; n--)
        {
            NodeProto node = Graph.Node[n];
            if (node.Output.Any(read.Contains))
            {
                Read(node, read);
            }
            else
            {
                Graph.Node.RemoveAt(n);
            }
        }

        foreach (TensorProto unread in Graph.Initializer.Where(i => !read.Contains(i.Name)).ToArray())
        {
            Graph.Initializer.Remove(unread);
        }
    }

    /// <summary>What a node reads, and what its bodies do.</summary>
    private static void Read(NodeProto node, HashSet<string> read)
    {
        read.UnionWith(node.Input);
        foreach (NodeProto inner in node.Attribute.Where(a => a.G is not null).SelectMany(a => a.G.Node))
        {
            Read(inner, read);
        }
    }

    private static ValueInfoProto Value(
        string name, TensorProto.Types.DataType type, IEnumerable<TensorShapeProto.Types.Dimension> sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(sizes);
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }

    /// <summary>Equal constants are shared, with a name made of their content.</summary>
    private string Constant(
        TensorProto.Types.DataType type, string name, string content, ReadOnlySpan<int> sizes,
        ReadOnlySpan<byte> values)
    {
        string key = $"{name} {sizes.Length} {content}";
        if (!_constants.TryGetValue(key, out string? found))
        {
            _constants[key] = found = Add(
                Name(
                    content.Length <= 24 && type == TensorProto.Types.DataType.Int64
                        ? $"{name}_{content.Replace('-', 'm')}"
                        : name), type, sizes, values);
        }

        return found;
    }

    private string Initializer(
        string name, TensorProto.Types.DataType type, ReadOnlySpan<int> sizes, ReadOnlySpan<byte> values) =>
        _names.Contains(name) ? name : Add(Own(name), type, sizes, values);

    private string Add(string name, TensorProto.Types.DataType type, ReadOnlySpan<int> sizes, ReadOnlySpan<byte> values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(values) };
        foreach (int size in sizes)
        {
            tensor.Dims.Add(size);
        }

        OnnxDrawing outermost = this;
        while (outermost.Around is { } next)
        {
            outermost = next;
        }

        outermost.Graph.Initializer.Add(tensor);
        return name;
    }
}
