using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>What simple methods inside of models compute: regressions, sums so far, windows, trees.</summary>
internal sealed partial class OnnxNetworkGraph
{
    /// <summary>The operator that sums trees.</summary>
    internal const string TreesOperator = "TreeEnsembleRegressor";

    /// <inheritdoc/>
    public GraphValue Map(GraphValue input, float[] weights)
    {
        int outputs = weights.Length / (input.Features + 1), products = input.Features * outputs;
        string name = drawing.Name($"{scope}regression");
        float[] turned = Transposed(weights, outputs);
        string product = drawing.Node(
            "MatMul", $"{name}.product",
            [input.Name, drawing.Weights($"{name}.weight", [input.Features, outputs], turned.AsSpan(0, products))]);
        return new GraphValue(
            drawing.Node(
                "Add", $"{name}.output",
                [product, drawing.Weights($"{name}.bias", [outputs], turned.AsSpan(products))]),
            input.Axes, outputs);
    }

    /// <inheritdoc/>
    public GraphValue Accumulate(GraphValue steps) =>
        steps with { Name = drawing.Node("CumSum", $"{steps.Name}.so_far", [steps.Name, drawing.Integer(0)]) };

    /// <inheritdoc/>
    public GraphValue Trends(GraphValue steps, int[] means, int[] slopes, int first)
    {
        var written = new WrittenTrends(new FeatureNodes(drawing, $"{scope}trends"), steps);
        string[] parts =
        [
            .. means.Select(written.Mean), .. slopes.Select(written.Slope), written.Change(first),
        ];
        return new GraphValue(written.Joined(parts), steps.Axes, steps.Features * parts.Length);
    }

    /// <inheritdoc/>
    public GraphValue Decide(GraphValue input, IReadOnlyList<float[]> trees)
    {
        string rows = Reshaped(input.Name, $"{input.Name}.rows", -1, input.Features);
        string sums = drawing.Node(TreesOperator, $"{scope}trees", [rows], WrittenTrees.Of(trees));
        return new GraphValue(
            Shaped(sums, $"{sums}.axes", input, 0, trees.Count), input.Axes, trees.Count);
    }
}
