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
    public GraphValue Decide(GraphValue input, float[][] trees)
    {
        string rows = Reshaped(input.Name, $"{input.Name}.rows", -1, input.Features);
        string sums = drawing.Node(TreesOperator, $"{scope}trees", [rows], WrittenTrees.Of(trees));
        return new GraphValue(
            Shaped(sums, $"{sums}.axes", input, 0, trees.Length), input.Axes, trees.Length);
    }

    /// <inheritdoc/>
    public GraphValue Nearest(GraphValue input, float[] rows, int[] classes)
    {
        // |a − b|² = |a|² + |b|² − 2·a·b, in double precision and around the mean: near rows cancel.
        const float Least = 1e-12f;
        var nodes = new FeatureNodes(drawing, $"{scope}nearest");
        int[] order = [.. Enumerable.Range(0, classes.Length).OrderBy(r => classes[r])];
        string mean = nodes.Doubles(nodes.Constant(
            "mean", [input.Features], rows.Chunk(input.Features).Aggregate(
                new float[input.Features], (sum, row) => [.. sum.Zip(row, (a, b) => a + (b / classes.Length))])));
        string known = nodes.Node("Sub", nodes.Doubles(nodes.Constant(
            "rows", [order.Length, input.Features],
            order.SelectMany(r => rows.Skip(r * input.Features).Take(input.Features)))), mean);
        string asked = nodes.Node("Sub", nodes.Doubles(input.Name), mean), doubled = nodes.Node("Add", asked, asked);
        string squares = nodes.Node(
            "Add", nodes.Node("Unsqueeze", nodes.Sum(nodes.Node("Mul", asked, asked), 1), drawing.Integers(1)),
            nodes.Sum(nodes.Node("Mul", known, known), 1));
        string distances = nodes.Node("Sub", squares, nodes.Node("MatMul", doubled, nodes.Turn(known, 1, 0)));
        string[] parts = drawing.Nodes(
            "Split", [.. classes.Distinct().Select(_ => $"{scope}nearest.class")],
            [distances, drawing.Integers([.. classes.GroupBy(c => c).OrderBy(g => g.Key).Select(g => g.LongCount())])],
            OnnxAttributes.Of("axis", 1L));
        string nearest = nodes.Join(
            1, [.. parts.Select(p => nodes.Node("ReduceMin", OnnxAttributes.Of("axes", [1]), p))]);
        string positive = nodes.Node("Max", nearest, nodes.Doubles(nodes.Number(0)));
        string logarithms = nodes.Node("Log", nodes.Node("Add", positive, nodes.Doubles(nodes.Number(Least))));
        return new GraphValue(nodes.Singles(nodes.Node("Neg", logarithms)), input.Axes, parts.Length);
    }
}
