using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Survival;

/// <summary>A survival model as a graph.</summary>
internal static class SurvivalGraph
{
    /// <summary>Draws the log odds of a model, with those of its regression on counts where there is one.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="model">The model.</param>
    /// <param name="meaning">The features.</param>
    public static GraphValue Draw(INetworkGraph graph, SurvivalModel model, PortableInput meaning)
    {
        GraphValue input = graph.Numbers("input", GraphAxis.Sequences, meaning);
        GraphValue? own = model.Design.HasBaseline ? Regression(graph, model.Fitted, input) : null;
        if (own is not null && model.Fitted.BaselineShare == 0)
        {
            return own;
        }

        GraphValue odds = graph.Apply(model.Network.Output, graph.Read(model.Network.Reader, input));
        return own is null ? odds : graph.Add(odds, own);
    }

    /// <summary>The regression on features and on the logarithms of all counts and sums so far.</summary>
    private static GraphValue Regression(INetworkGraph graph, SurvivalFitted fitted, GraphValue input)
    {
        const string Sums = "initial_totals", FinalSums = "final_totals";
        int totals = CountRow.InputsOf(input.Features) - input.Features;
        GraphValue shrunk = graph.Scale(
            graph.Slice(input, 0, totals), [.. fitted.Scale.Scales.Take(totals)],
            [.. fitted.Scale.Offsets.Take(totals)]);
        GraphValue before = graph.Numbers(
            Sums, GraphAxis.Rows, totals,
            $"the sums of the first {totals} features, before scaling, over the periods before; zeros where a "
            + "customer begins");
        graph.Note($"state.{FinalSums}", $"the next piece's {Sums}");

        // Back from ±ln(1 + |x|) to x: exp(max(s, 0)) − exp(max(−s, 0)).
        GraphValue counts = Both(shrunk, side => graph.Activate(ElementwiseFunction.Exp, side));
        GraphValue sums = graph.Add(graph.Accumulate(counts), graph.Repeat(before, counts));
        graph.Output(FinalSums, graph.Pool(new Pooling(totals, PoolingKind.Last), sums));
        GraphValue logarithms = Both(
            sums, side => graph.Activate(ElementwiseFunction.Log, graph.Scale(side, [1], [1])));
        return graph.Map(
            graph.Concatenate(input, logarithms),
            [.. fitted.Baselines.Coefficients.SelectMany(c => c.Select(v => (float)v))]);

        GraphValue Both(GraphValue value, Func<GraphValue, GraphValue> function) => graph.Add(
            Side(value, 1, function), graph.Scale(Side(value, -1, function), [-1], [0]));
        GraphValue Side(GraphValue value, float sign, Func<GraphValue, GraphValue> function) =>
            function(graph.Activate(ElementwiseFunction.Relu, graph.Scale(value, [sign], [0])));
    }
}
