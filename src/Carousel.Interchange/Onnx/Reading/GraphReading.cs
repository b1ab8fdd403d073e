using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>Reads the graph of a file: weights, and operators in an order in which they can run.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="versions">The version of each domain's operators.</param>
/// <param name="tensors">Reads tensors.</param>
internal sealed class GraphReading(string file, IReadOnlyDictionary<string, long> versions, TensorReading tensors)
{
    /// <summary>The file, for messages.</summary>
    public string File => file;

    /// <summary>Reads tensors.</summary>
    public TensorReading Tensors => tensors;

    /// <summary>The version of a domain's operators.</summary>
    public long VersionOf(string domain) => versions.GetValueOrDefault(domain, 1);

    /// <summary>Reads a graph.</summary>
    /// <param name="graph">What the file says.</param>
    /// <returns>The weights and other constants by name, and the operators.</returns>
    /// <exception cref="ModelFileException">It contradicts itself.</exception>
    /// <exception cref="OnnxNotTakenException">It holds what Carousel does not take.</exception>
    public (IReadOnlyDictionary<string, OnnxTensor> Initializers, IReadOnlyList<OnnxNode> Nodes) Read(GraphProto graph)
    {
        Dictionary<string, OnnxTensor> weights = ReadInitializers(graph);
        OnnxNode[] nodes = [.. graph.Node.Select((node, i) => new OnnxNode(this, node, i))];
        return (weights, GraphOrder.Of(file, nodes, graph, weights.Keys));
    }

    private Dictionary<string, OnnxTensor> ReadInitializers(GraphProto graph)
    {
        if (graph.SparseInitializer.Count > 0)
        {
            throw new OnnxNotTakenException(
                $"{file} contains the sparse tensor '{graph.SparseInitializer[0].Values?.Name}', which Carousel does "
                + $"not take. Save it as a dense tensor.");
        }

        var found = new Dictionary<string, OnnxTensor>();
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (tensor.Name.Length == 0
                || !found.TryAdd(tensor.Name, tensors.Read(tensor, $"the tensor '{tensor.Name}'")))
            {
                string fault = tensor.Name.Length == 0
                    ? "a weight has no name"
                    : $"the weight '{tensor.Name}' appears twice";
                throw Refusal.Of($"{file}: {fault}. The file is damaged: export it again.");
            }
        }

        return found;
    }
}
