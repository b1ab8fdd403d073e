using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Video;

/// <summary>
/// A model of next frames as a graph: one step, from a frame and the states after the frames before it to the next
/// frame.
/// </summary>
internal static class FrameGraph
{
    /// <summary>The graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="design">Its design.</param>
    public static ModelGraph Of(FrameNetwork network, FrameDesign design) =>
        new(ModelGraph.Whole, "the frame that comes after a frame and those before it, one step", graph =>
        {
            int[] order = design.Order(), back = new int[order.Length];
            for (int k = 0; k < order.Length; k++)
            {
                back[order[k]] = k;
            }

            GraphValue frame = graph.Numbers(
                "input", GraphAxis.Rows, order.Length,
                FormattableString.Invariant(
                    $"{design.Side} rows of {design.Side} pixels, 0 for black and 1 for white"));
            GraphValue logits = network.Draw(graph, graph.Arrange(frame, back));
            graph.Output("next_frame", graph.Arrange(graph.Activate(ElementwiseFunction.Logistic, logits), order));
        });
}
