using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Reading;

/// <summary>Reads the graphs of a file: weights, and operators in an order in which they can run.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="versions">The version of each domain's operators.</param>
/// <param name="tensors">Reads tensors.</param>
internal sealed class GraphReading(string file, IReadOnlyDictionary<string, long> versions, TensorReading tensors)
{
    // Bodies within bodies. A cell within a loop over layers has two.
    private const int DeepestBody = 4;

    /// <summary>The file, for messages.</summary>
    public string File => file;

    /// <summary>Reads tensors.</summary>
    public TensorReading Tensors => tensors;

    /// <summary>The version of a domain's operators.</summary>
    public long VersionOf(string domain) => versions.GetValueOrDefault(domain, 1);

    /// <summary>Reads a graph.</summary>
    /// <param name="graph">What the file says.</param>
    /// <param name="around">The operator whose body it is; null for the model's own.</param>
    /// <exception cref="ModelFileException">It contradicts itself.</exception>
    /// <exception cref="OnnxNotTakenException">It holds what Carousel does not take, or is a body within too many
    /// bodies.</exception>
    public OnnxGraph Read(GraphProto graph, OnnxNode? around = null)
    {
        if (around is { Depth: >= DeepestBody })
        {
            throw around.NotTaken(
                $"has a body within {DeepestBody} bodies of others. Carousel takes {DeepestBody} at most.");
        }

        Dictionary<string, OnnxTensor> weights = ReadInitializers(graph);
        OnnxNode[] nodes = [.. graph.Node.Select((node, i) => new OnnxNode(this, node, i, around))];
        HashSet<string>? captured = around is null ? null : new HashSet<string>(StringComparer.Ordinal);
        OnnxNode[] sorted = GraphOrder.Of(file, nodes, graph, weights.Keys, captured);
        return new OnnxGraph(
            weights, sorted, [.. graph.Input.Select(i => i.Name)], [.. graph.Output.Select(o => o.Name)],
            [.. graph.Output.Select(o => o.Type?.TensorType is null ? null : PortReading.Read(file, o, "output"))],
            [.. captured ?? []]);
    }

    private Dictionary<string, OnnxTensor> ReadInitializers(GraphProto graph)
    {
        if (graph.SparseInitializer.Count > 0)
        {
            throw new OnnxNotTakenException(
                $"{file} holds the sparse tensor '{graph.SparseInitializer[0].Values?.Name}', which Carousel does not "
                + $"take. Save its weights dense.");
        }

        var found = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (tensor.Name.Length == 0
                || !found.TryAdd(tensor.Name, tensors.Read(tensor, $"the tensor '{tensor.Name}'")))
            {
                string fault = tensor.Name.Length == 0
                    ? "a weight has no name"
                    : $"the weight '{tensor.Name}' stands there twice";
                throw Refusal.Of($"{file}: {fault}. The file is damaged: export it anew.");
            }
        }

        return found;
    }
}
