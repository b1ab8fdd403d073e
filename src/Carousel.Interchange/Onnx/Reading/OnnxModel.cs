using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;
using Google.Protobuf;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// An ONNX model as its file describes it: inputs, outputs, weights, and operators in an order in which they can run.
/// </summary>
/// <remarks>
/// The file is not trusted: sizes are compared with the bytes that are there before memory is taken, and names and
/// orders are checked. Operator sets 7 to 25.
/// </remarks>
internal sealed class OnnxModel
{
    /// <summary>
    /// The first version of the standard's operators that is read: since then sums and products spread sizes of 1 as
    /// they do now.
    /// </summary>
    public const int FirstOpset = 7;

    /// <summary>The last version of the standard's operators that is read.</summary>
    public const int LastOpset = 25;

    private OnnxModel(string file, ModelProto proto, TensorReading tensors)
    {
        File = file;
        GraphProto graph = proto.Graph;
        Opset = ReadOpset(file, proto);
        Metadata = proto.MetadataProps.GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        Producer = $"{proto.ProducerName} {proto.ProducerVersion}".Trim();
        Dictionary<string, long> versions = proto.OpsetImport.GroupBy(o => OnnxDomains.Plain(o.Domain))
            .ToDictionary(g => g.Key, g => g.Last().Version);
        (Initializers, Nodes) = new GraphReading(file, versions, tensors).Read(graph);

        // Files of the first versions list weights among the inputs, so that they can be replaced.
        Inputs =
        [
            .. graph.Input.Where(i => !Initializers.ContainsKey(i.Name))
                .Select(i => PortReading.Read(file, i, "input")),
        ];
        Outputs = [.. graph.Output.Select(o => PortReading.Read(file, o, "output"))];
    }

    /// <summary>The file, as messages name it.</summary>
    public string File { get; }

    /// <summary>The version of the standard's operators.</summary>
    public long Opset { get; }

    /// <summary>Who wrote the file; empty where it does not say.</summary>
    public string Producer { get; }

    /// <summary>What the file says about itself, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>
    /// What was taken the order of gates and the place of the reset gate to be, a sentence for each recurrent operator.
    /// </summary>
    public IReadOnlyList<string> GateRemarks => [.. Nodes.Select(GateRemark.Of).OfType<string>()];

    /// <summary>The weights and other constants, by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Initializers { get; }

    /// <summary>The operators, each after those whose values it reads.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>
    /// Whether a file begins as ONNX models do: with the version of the format, as no archive and no file of tensors
    /// does.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether it is; false if the file can't be opened.</returns>
    public static bool Is(string path)
    {
        // The first field is a small number; a file of tensors has the size of its head there, followed by a brace.
        const byte VersionField = 0x08, MostVersion = 0x7f;
        Span<byte> head = stackalloc byte[9];
        try
        {
            if (RegularFile.IsWithoutBytes(path))
            {
                return false;
            }

            using FileStream file = System.IO.File.OpenRead(path);
            int count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return count >= 2 && head[0] == VersionField && head[1] is > 0 and <= MostVersion
                && (count < head.Length || head[8] != '{');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; tensors in separate files are read only from its folder.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file can't be read, is damaged, or contradicts itself.</exception>
    /// <exception cref="OnnxNotTakenException">It holds what Carousel does not take.</exception>
    public static OnnxModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(path, ModelBytes.Read(path));
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">The file, which messages name.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <inheritdoc cref="Load"/>
    public static OnnxModel Read(string file, ReadOnlyMemory<byte> bytes)
    {
        ProtocolScan.Require(file, bytes.Span);
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.WithDiscardUnknownFields(true)
                .ParseFrom(new System.Buffers.ReadOnlySequence<byte>(bytes));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Refusal.Of($"{file} is not an ONNX model, or is damaged: {exception.Message}", exception);
        }

        return proto.Graph is null
            ? throw Refusal.Of($"{file} is not an ONNX model: it contains no graph.")
            : new OnnxModel(file, proto, new TensorReading(file));
    }

    private static long ReadOpset(string file, ModelProto proto)
    {
        OperatorSetIdProto? own = proto.OpsetImport.LastOrDefault(o => OnnxDomains.Plain(o.Domain).Length == 0);
        if (proto.Functions.Count > 0)
        {
            throw new OnnxNotTakenException(
                $"{file} defines the function '{proto.Functions[0].Name}'. Carousel reads graphs without "
                + $"functions: write the model with its functions inlined.");
        }

        // All operators of a model may belong to another domain.
        return own is null && proto.Graph.Node.All(n => OnnxDomains.Plain(n.Domain).Length > 0) ? 0
            : own?.Version is >= FirstOpset and <= LastOpset ? own.Version
            : throw new OnnxNotTakenException(
                $"{file} uses operator "
                + $"set {own?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "1"}; Carousel "
                + $"reads {FirstOpset} to {LastOpset}. Convert it with onnx.version_converter, or export it again.");
    }
}
