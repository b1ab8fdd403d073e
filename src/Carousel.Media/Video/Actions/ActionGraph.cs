using Carousel.Jobs.Baselines;
using Carousel.Networks;

namespace Carousel.Video;

/// <summary>A model of actions as a graph: the probability of each action of a clip.</summary>
internal static class ActionGraph
{
    /// <summary>The graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="design">Its design.</param>
    /// <param name="baseline">The nearest training clips, or null.</param>
    public static ModelGraph Of(ActionNetwork network, ActionDesign design, NearestBaseline? baseline) =>
        new(ModelGraph.Whole, "the probability of each action of a clip", graph =>
        {
            GraphValue Network()
            {
                GraphValue input = design.Side > 0
                    ? graph.Numbers(
                        "input", GraphAxis.Sequences, design.Side * design.Side,
                        FormattableString.Invariant(
                            $"{design.Side} rows of {design.Side} pixels, 0 for black and 1 for white"))
                    : Poses(graph, design);
                return graph.Softmax(network.Draw(graph, input, graph.Lengths("lengths", input)));
            }

            graph.Output(
                "probabilities", baseline?.Draw(graph, NearestClip.Meaning, Network) ?? Network(),
                new PortableAnswer(PortableFunction.None, [.. design.Labels.Select(l => new PortableValue(l))]));
        });

    private static GraphValue Poses(INetworkGraph graph, ActionDesign design)
    {
        graph.Note(
            "poses",
            "positions relative to the mean of the clip's first pose, divided by half the height of that pose; changes "
            + "since the previous pose, divided in the same way, times 4, 0 in the first pose");
        return graph.Numbers(
            "input", GraphAxis.Sequences,
            PortableInput.OfValues(
                [
                    .. design.Joints.Select(j => new PortableValue(j)),
                    .. design.Joints.Select(j => new PortableValue($"step of {j}")),
                ]));
    }
}
