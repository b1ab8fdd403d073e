using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.RemainingLife;

/// <summary>A model of remaining lives as a graph: units are read as a whole, from their first record on.</summary>
internal static class LifeGraph
{
    /// <summary>The graph.</summary>
    /// <param name="network">The networks.</param>
    /// <param name="fitted">Scales, α, spreads.</param>
    /// <param name="trees">The trees without each fold of the units; none without a baseline inside.</param>
    public static ModelGraph Of(LifeNetwork network, LifeFitted fitted, IReadOnlyList<LifeRegressor> trees) => new(
        ModelGraph.Whole, "the remaining life of a unit after each record, and its quantiles",
        graph => Draw(graph, network, fitted, trees));

    private static void Draw(
        INetworkGraph graph, LifeNetwork network, LifeFitted fitted, IReadOnlyList<LifeRegressor> trees)
    {
        int F = network.Design.Channels, Q = LifeDesign.Quantiles.Count;
        GraphValue input = graph.Numbers("input", GraphAxis.Sequences, Input(network.Design, fitted));
        GraphValue age = graph.Slice(input, F, 1);
        GraphValue scaled = graph.Maximum(
            graph.Minimum(graph.Slice(input, 0, F), Number(LifeScale.Furthest)), Number(-LifeScale.Furthest));
        GraphValue statistics = graph.Concatenate(
            age, graph.Trends(scaled, WindowStatistics.Means, WindowStatistics.Slopes, WindowStatistics.New));
        GraphValue means = graph.Arrange(
            statistics, [.. Enumerable.Range(0, F).Select(WindowStatistics.PlaceOfMean)]);
        GraphValue? lives = trees.Count == 0 ? null : graph.Activate(
            ElementwiseFunction.Relu,
            graph.Decide(statistics, [.. trees.Select(t => t.ToTensor("trees").Values.ToArray())]));
        GraphValue[] told =
        [
            .. Enumerable.Range(0, network.Design.Folds)
                .Select(k => lives is null ? Number(0) : graph.Slice(lives, k, 1)),
        ];
        GraphValue mean = graph.Mean(
        [
            .. network.Members.Select((member, m) => (Member: member, Told: told[network.FoldOf(m)])).Select(
                m => graph.Add(m.Member.Draw(graph, graph.Concatenate(scaled, means, age, m.Told)), m.Told)),
        ]);
        GraphValue center = graph.Slice(mean, 0, 1);
        GraphValue life = graph.Add(
            Times(center, fitted.BaselineShare), Times(graph.Mean(told), 1 - fitted.BaselineShare));
        GraphValue distances = graph.Scale(
            graph.Add(graph.Slice(mean, 1, Q), Times(center, -1)), [.. fitted.Spreads.Select(s => (float)s)], [0]);
        graph.Output("life", Known(life), Answer(["life"]));
        graph.Output(
            "quantiles", graph.Sort(Known(graph.Add(distances, life)), Q),
            Answer(LifeDesign.Quantiles.Select(q => Invariant.Of($"life, {100 * q:0} %"))));

        GraphValue Number(float value) => graph.Scale(age, [0], [value]);
        GraphValue Times(GraphValue value, double factor) => graph.Scale(value, [(float)factor], [0]);
        GraphValue Known(GraphValue value)
        {
            GraphValue known = graph.Activate(ElementwiseFunction.Relu, Times(value, fitted.Target.Scale));
            return fitted.Target.Cap is { } cap ? graph.Minimum(known, Number((float)cap)) : known;
        }
    }

    private static PortableInput Input(LifeDesign design, LifeFitted fitted) => PortableInput.OfValues(
    [
        .. fitted.Scale.Columns.Select((column, f) => new PortableValue(design.Columns.Features[column])
        {
            Offset = fitted.Scale.Offsets[f],
            Scale = fitted.Scale.Scales[f],
            Source = PortableSource.Of(design.Columns.Features[column]),
        }),
        new PortableValue($"{design.Columns.Time} since the first record") { Scale = fitted.TimeScale },
    ]);

    private static PortableAnswer Answer(IEnumerable<string> names) =>
        new(PortableFunction.None, [.. names.Select(n => new PortableValue(n))]);
}
