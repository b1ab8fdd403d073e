using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Handwriting;

/// <summary>
/// A model that draws as a graph: from the offset before to the mixture of the next one, and whether the pen is lifted
/// after it.
/// </summary>
/// <remarks>docs/derivations/losses.md.</remarks>
internal static class PenGraph
{
    /// <summary>The graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="design">Its design.</param>
    public static ModelGraph Of(Stack network, PenDesign design) =>
        new(
            ModelGraph.Whole,
            "where a pen goes next: a mixture of normal distributions of the offset, and the probability of a lift",
            graph =>
            {
                IEnumerable<PortableValue> before =
                [
                    new PortableValue("x of the offset before") { Scale = design.Scale },
                    new PortableValue("y of the offset before") { Scale = design.Scale },
                    new PortableValue("the pen was lifted"),
                ];
                GraphValue input = graph.Numbers(
                    "input", GraphAxis.Sequences,
                    PortableInput.OfValues(
                        [.. before, .. design.Classes.Select(c => new PortableValue($"the class is {c}"))]));
                graph.Note("scale", Invariant.Of($"{design.Scale:R}"));
                graph.Note("end", "where the pen is lifted, the probability that the drawing ends there");
                GraphValue row = graph.Read(network, input);
                int M = design.Components;
                GraphValue Plane(int plane) => graph.Slice(row, 1 + (plane * M), M);
                graph.Output("lift", graph.Activate(ElementwiseFunction.Logistic, graph.Slice(row, 0, 1)));
                graph.Output("weights", graph.Softmax(Plane(0)));
                graph.Output("mean_x", Plane(1));
                graph.Output("mean_y", Plane(2));
                graph.Output("deviation_x", Deviation(graph, Plane(3)));
                graph.Output("deviation_y", Deviation(graph, Plane(4)));
                graph.Output(
                    "correlation",
                    graph.Scale(
                        graph.Activate(ElementwiseFunction.Tanh, Plane(5)), [Likelihood.CorrelationLimit], [0]));
                graph.Output(
                    "end", graph.Activate(ElementwiseFunction.Logistic, graph.Slice(row, design.Outputs - 1, 1)));
            });

    private static GraphValue Deviation(INetworkGraph graph, GraphValue logarithms) =>
        graph.Scale(graph.Activate(ElementwiseFunction.Exp, logarithms), [1], [PenDesign.Floor]);
}
