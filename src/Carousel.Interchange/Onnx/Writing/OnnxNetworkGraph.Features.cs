using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>Scores by features that no training changes.</summary>
internal sealed partial class OnnxNetworkGraph
{
    /// <inheritdoc/>
    public GraphValue Score(FixedFeatures features, GraphValue series, GraphValue lengths)
    {
        var nodes = new FeatureNodes(drawing, $"{scope}features");
        var written = new WrittenFeatures(nodes, features, series.Features);
        string rows = written.Of(series.Name, nodes.Node("Unsqueeze", lengths.Name, drawing.Integers(0)));
        int scores = features.Map.Length / (written.Count + 1), offsets = written.Count * scores;

        // Tens of thousands of products cancel to a score: single precision would lose three digits of it.
        string map = nodes.Doubles(nodes.Constant("map", [written.Count, scores], features.Map[..offsets]));
        string sums = nodes.Node(
            "Add", nodes.Node("MatMul", nodes.Doubles(rows), map),
            nodes.Doubles(nodes.Constant("offsets", [scores], features.Map[offsets..])));
        return new GraphValue(nodes.Singles(sums), lengths.Axes, scores);
    }
}
