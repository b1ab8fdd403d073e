using Carousel.Interchange.Onnx.Protocol;

namespace Carousel.Interchange.Onnx;

/// <summary>Trees as the attributes of the operator that sums them: of each node the same place in each list.</summary>
internal static class WrittenTrees
{
    private const int NodeSize = 5;

    /// <summary>The attributes.</summary>
    /// <param name="outputs">For each output what is described in <see cref="OnnxNetworkGraph.Decide"/>.</param>
    public static AttributeProto[] Of(float[][] outputs)
    {
        var nodes = new List<Node>();
        int trees = 0;
        foreach ((int output, float[] values) in outputs.Index())
        {
            for (int at = NodeSize; at < values.Length; trees++)
            {
                int count = (int)values[at];
                at += NodeSize;
                for (int n = 0; n < count; n++, at += NodeSize)
                {
                    nodes.Add(new Node(
                        output, trees, n, (long)values[at], values[at + 1], (long)values[at + 2],
                        (long)values[at + 3], values[at + 4]));
                }
            }
        }

        Node[] leaves = [.. nodes.Where(n => n.Feature < 0)];
        return
        [
            OnnxAttributes.Of("n_targets", (long)outputs.Length),
            OnnxAttributes.Of("base_values", outputs.Select(o => o[0])),
            OnnxAttributes.Of("nodes_modes", nodes.Select(n => n.Feature < 0 ? "LEAF" : "BRANCH_LEQ")),
            OnnxAttributes.Of("nodes_values", nodes.Select(n => n.Highest)),
            OnnxAttributes.Of("target_weights", leaves.Select(n => n.Value)),
            Whole("nodes_treeids", nodes, n => n.Tree), Whole("nodes_nodeids", nodes, n => n.Number),
            Whole("nodes_featureids", nodes, n => Math.Max(0, n.Feature)),
            Whole("nodes_truenodeids", nodes, n => n.Left), Whole("nodes_falsenodeids", nodes, n => n.Right),
            Whole("target_treeids", leaves, n => n.Tree), Whole("target_nodeids", leaves, n => n.Number),
            Whole("target_ids", leaves, n => n.Output),
        ];
    }

    private static AttributeProto Whole(string name, IEnumerable<Node> nodes, Func<Node, long> number) =>
        OnnxAttributes.Of(name, [.. nodes.Select(number)]);

    private readonly record struct Node(
        int Output, int Tree, int Number, long Feature, float Highest, long Left, long Right, float Value);
}
