namespace Carousel.Interchange.Onnx.Reading;

/// <summary>
/// A graph of a file: the model's own, or the body that an operator such as Scan runs again and again.
/// </summary>
/// <param name="Initializers">The weights and other constants, by name.</param>
/// <param name="Nodes">The operators, each behind those whose values it reads.</param>
/// <param name="Inputs">The names of what is given, in the file's order.</param>
/// <param name="Outputs">The names of what comes out, in the file's order.</param>
/// <param name="OutputPorts">What the file says of each output; null where it says nothing.</param>
/// <param name="Captured">The names of values of the graphs around it that it reads; none of the model's own
/// graph.</param>
internal sealed record OnnxGraph(
    IReadOnlyDictionary<string, OnnxTensor> Initializers, IReadOnlyList<OnnxNode> Nodes, string[] Inputs,
    string[] Outputs, OnnxPort?[] OutputPorts, string[] Captured)
{
    /// <summary>The operators, and behind each those of its bodies.</summary>
    public IEnumerable<OnnxNode> AllNodes => Nodes.SelectMany(n => n.Bodies.SelectMany(b => b.AllNodes).Prepend(n));
}
