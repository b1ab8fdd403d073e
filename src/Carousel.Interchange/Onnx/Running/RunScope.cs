using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// The values of a graph while it runs. A body sees those of the graphs around it too; its own hide theirs.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="resources">What the run computes with.</param>
/// <param name="around">The graph in which the body's operator stands; null for the model's own.</param>
internal sealed class RunScope(OnnxGraph graph, RunResources resources, RunScope? around = null)
{
    // What was given and made, by name, as long as something reads it.
    private readonly Dictionary<string, OnnxTensor> _values = new(StringComparer.Ordinal);

    /// <summary>What the run computes with.</summary>
    public RunResources Resources => resources;

    /// <summary>A value: one that was given or made, a weight, or one of the graphs around.</summary>
    public OnnxTensor this[string name] =>
        _values.TryGetValue(name, out OnnxTensor? value) || graph.Initializers.TryGetValue(name, out value)
            ? value
            : around![name];

    /// <summary>Gives a value a name, which holds its memory.</summary>
    public void Set(string name, OnnxTensor value)
    {
        resources.Memory.Hold(value);
        Drop(name);
        _values.Add(name, value);
    }

    /// <summary>Lets go of a value of this graph; nothing happens where it is another's.</summary>
    public void Drop(string name)
    {
        if (_values.Remove(name, out OnnxTensor? value))
        {
            resources.Memory.Release(value);
        }
    }

    /// <summary>Lets go of all values.</summary>
    public void Clear()
    {
        foreach (OnnxTensor value in _values.Values)
        {
            resources.Memory.Release(value);
        }

        _values.Clear();
    }
}
