using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>The values of a graph while it runs. A body sees those of the graphs around it too; its own hide theirs.</summary>
/// <param name="graph">The graph.</param>
/// <param name="resources">What the run computes with.</param>
/// <param name="around">The graph in which the body's operator stands; null for the model's own.</param>
internal sealed class RunScope(OnnxGraph graph, RunResources resources, RunScope? around = null)
{
    /// <summary>What was given and made, by name, as long as something reads it.</summary>
    public Dictionary<string, OnnxTensor> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Memory of results in the making, which no name has yet.</summary>
    public List<ReadOnlyMemory<byte>> Unnamed { get; } = [];

    /// <summary>What the run computes with.</summary>
    public RunResources Resources => resources;

    /// <summary>A value: one that was given or made, a weight, or one of the graphs around.</summary>
    public OnnxTensor this[string name] =>
        Values.TryGetValue(name, out OnnxTensor? value) || graph.Initializers.TryGetValue(name, out value) ? value : around![name];

    /// <summary>Counts anew what the values take: views of a tensor share its memory.</summary>
    public void Recount() => resources.Memory.Used = All().Distinct().Sum(m => (long)m.Length);

    private IEnumerable<ReadOnlyMemory<byte>> All() => Values.Values.Select(v => v.Memory).Concat(Unnamed).Concat(around?.All() ?? []);
}
