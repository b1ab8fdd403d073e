using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// One operator of a graph with its attributes. Each attribute is read once, when the operator is made ready, so that
/// unknown attributes are found.
/// </summary>
internal sealed class OnnxNode
{
    private readonly Dictionary<string, AttributeProto> _attributes = [];
    private readonly HashSet<string> _asked = [];
    private readonly string _file;
    private readonly string _name;
    private readonly int _number;
    private readonly TensorReading _tensors;

    /// <summary>A node of a file.</summary>
    /// <param name="reading">Reads the file's graphs.</param>
    /// <param name="proto">What the file says.</param>
    /// <param name="number">Its place in its graph, from 0, for one without a name.</param>
    public OnnxNode(GraphReading reading, NodeProto proto, int number)
    {
        (_file, _tensors, _name, _number) = (reading.File, reading.Tensors, proto.Name, number);
        OpType = proto.OpType;
        Domain = OnnxDomains.Plain(proto.Domain);
        Version = reading.VersionOf(Domain);
        Inputs = [.. proto.Input];
        Outputs = [.. proto.Output];
        foreach (AttributeProto attribute in proto.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
            {
                throw Wrong($"has the attribute '{OneLine.Shown(attribute.Name)}' twice.");
            }
        }
    }

    /// <summary>The operator, such as <c>LSTM</c>.</summary>
    public string OpType { get; }

    /// <summary>The domain of the operator; empty for that of the standard.</summary>
    public string Domain { get; }

    /// <summary>The version of the domain's operators.</summary>
    public long Version { get; }

    /// <summary>The values that it reads; an empty name for one that is left out.</summary>
    public string[] Inputs { get; }

    /// <summary>The values that it makes; an empty name for an unused one.</summary>
    public string[] Outputs { get; }

    /// <summary>What messages call it, such as <c>node 'lstm1' (LSTM)</c>.</summary>
    public string Label =>
        _name.Length > 0
            ? $"node '{OneLine.Shown(_name)}' ({OneLine.Shown(OpType)})"
            : $"node {_number} ({OneLine.Shown(OpType)}, makes "
                + $"'{(Outputs.Length > 0 ? OneLine.Shown(Outputs[0]) : "")}')";

    /// <summary>An attribute that was never asked for; null where none is left.</summary>
    public string? Strange => _attributes.Keys.FirstOrDefault(name => !_asked.Contains(name));

    /// <summary>Whether there is such an attribute; it counts as asked for.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A whole number.</summary>
    public long Whole(string name, long otherwise) =>
        Find(name, AttributeProto.Types.AttributeType.Int, a => a.HasI)?.I ?? otherwise;

    /// <summary>A switch, 0 or 1.</summary>
    public bool Switch(string name, bool otherwise = false) => Whole(name, otherwise ? 1 : 0) switch
    {
        0 => false,
        1 => true,
        long value => throw Wrong($"has {name} = {value}, where 0 or 1 is expected."),
    };

    /// <summary>A whole number of 32 bits.</summary>
    public int Small(string name, int otherwise)
    {
        long value = Whole(name, otherwise);
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Wrong($"has {name} = {value}, which is out of range.");
    }

    /// <summary>A number.</summary>
    public float Number(string name, float otherwise) =>
        Find(name, AttributeProto.Types.AttributeType.Float, a => a.HasF)?.F ?? otherwise;

    /// <summary>A word.</summary>
    public string Word(string name, string otherwise) =>
        Find(name, AttributeProto.Types.AttributeType.String, a => a.HasS)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>Whole numbers without a change; null if the attribute is missing.</summary>
    public long[]? Longs(string name) => Find(name, AttributeProto.Types.AttributeType.Ints)?.Ints.ToArray();

    /// <summary>
    /// Sizes, axes or places; null if the attribute is missing. A value beyond 32 bits is clipped to their end, since
    /// no tensor is so large.
    /// </summary>
    public int[]? Wholes(string name) =>
        Longs(name) is { } values
            ? Array.ConvertAll(values, static v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))
            : null;

    /// <summary>Numbers; null if the attribute is missing.</summary>
    public float[]? Numbers(string name) => Find(name, AttributeProto.Types.AttributeType.Floats)?.Floats.ToArray();

    /// <summary>Words; null if the attribute is missing.</summary>
    public string[]? Words(string name) =>
        Find(name, AttributeProto.Types.AttributeType.Strings) is { } found
            ? [.. found.Strings.Select(s => s.ToStringUtf8())]
            : null;

    /// <summary>A tensor; null if the attribute is missing.</summary>
    public OnnxTensor? Tensor(string name) =>
        Find(name, AttributeProto.Types.AttributeType.Tensor, a => a.T is not null) is { } found
            ? _tensors.Read(found.T, $"the attribute '{name}' of {Label}")
            : null;

    /// <summary>What the node asks for that Carousel does not do, as an exception to throw.</summary>
    /// <param name="sentence">The text after the node's name.</param>
    public OnnxNotTakenException NotTaken(string sentence) => new($"{_file}: {Label} {sentence}");

    /// <summary>The error of the node, as an exception to throw.</summary>
    /// <param name="sentence">The text after the node's name.</param>
    public ModelFileException Wrong(string sentence) => Refusal.Of($"{_file}: {Label} {sentence}");

    private AttributeProto? Find(
        string name, AttributeProto.Types.AttributeType? type = null, Func<AttributeProto, bool>? holds = null)
    {
        _asked.Add(name);
        if (!_attributes.TryGetValue(name, out AttributeProto? found))
        {
            return null;
        }

        if (found.RefAttrName.Length > 0)
        {
            throw NotTaken(
                $"takes the attribute '{name}' from a function around it. Carousel reads graphs without functions: "
                + $"write the model with its functions inlined.");
        }

        // Files of the format's first versions leave the type out.
        if (type is not null && found.Type != type && found.Type != AttributeProto.Types.AttributeType.Undefined)
        {
            throw Wrong($"has the attribute '{name}' as {found.Type}, where {type} is expected.");
        }

        // A list may be empty; anything else that is not there would be read as 0.
        return holds?.Invoke(found) != false
            ? found
            : throw Wrong($"has the attribute '{name}' without its value: {type} is expected.");
    }
}
