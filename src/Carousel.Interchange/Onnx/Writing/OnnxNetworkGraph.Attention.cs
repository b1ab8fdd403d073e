using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>Looks of rows at the steps of a memory.</summary>
internal sealed partial class OnnxNetworkGraph
{
    /// <inheritdoc/>
    public GraphValue Remember(CrossAttention layer, GraphValue memory) =>
        Inside(layer, "key") is { } key ? Mapped(key, memory) : memory;

    /// <inheritdoc/>
    public (GraphValue Seen, GraphValue Weights) Attend(
        CrossAttention layer, GraphValue query, GraphValue memory, GraphValue keys, GraphValue? lengths = null)
    {
        string path = Path(layer);
        GraphValue asked = Inside(layer, "query") is { } map ? Mapped(map, query) : query;
        string met = drawing.Node(
            layer.Score == AttentionScore.Additive ? "Add" : "Mul", $"{path}.met", [keys.Name, asked.Name]);
        string scores = layer.Score == AttentionScore.Additive
            ? drawing.Node(
                "MatMul", $"{path}.scores",
                [
                    drawing.Node("Tanh", $"{path}.tanh", [met]),
                    drawing.Weights($"{path}.score", [keys.Features, 1], layer.OwnParameters.Single().Value.ToArray()),
                ])
            : drawing.Node(
                "ReduceSum", $"{path}.scores", [met, drawing.Integers(-1)], OnnxAttributes.Of("keepdims", 1L));
        (string mean, string weights) = Weighed(scores, memory, lengths, $"{path}.context");
        return (new GraphValue(mean, query.Axes, memory.Features), new GraphValue(weights, memory.Axes, 1));
    }

    private static Dense? Inside(CrossAttention layer, string name) =>
        layer.NamedLayers.Where(l => l.Name == name).Select(l => (Dense)l.Layer).FirstOrDefault();
}
