using Carousel.Jobs.Baselines;
using Carousel.Networks;

namespace Carousel.Handwriting;

/// <summary>
/// A reader of drawings as a graph: the probability of each class of a drawing, or scores of the symbols at each point
/// of a line.
/// </summary>
internal static class RecognizerGraph
{
    /// <summary>The graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="design">Its design.</param>
    /// <param name="baseline">The nearest training drawings, or null.</param>
    public static ModelGraph Of(RecognizerNetwork network, RecognizerDesign design, NearestBaseline? baseline) => new(
        ModelGraph.Whole,
        design.IsLine
            ? "a score for each symbol, and for none, at each point of a line"
            : "the probability of each class of a drawing", graph => Draw(graph, network, design, baseline));

    private static void Draw(
        INetworkGraph graph, RecognizerNetwork network, RecognizerDesign design, NearestBaseline? baseline)
    {
        if (design.IsLine)
        {
            graph.Note(
                "none",
                "class 0 means no symbol; equal classes of neighbouring points are one symbol (connectionist temporal "
                + "classification)");
            graph.Output(
                "scores", Scores(graph, network, design), PortableAnswer.Classes(["", .. design.Symbols]));
            return;
        }

        GraphValue Network() => graph.Softmax(Scores(graph, network, design));
        graph.Output(
            "probabilities", baseline?.Draw(graph, ResampledNeighbor.Meaning, Network) ?? Network(),
            new PortableAnswer(PortableFunction.None, [.. design.Symbols.Select(s => new PortableValue(s))]));
    }

    private static GraphValue Scores(INetworkGraph graph, RecognizerNetwork network, RecognizerDesign design)
    {
        GraphValue input = graph.Numbers(
            "input", GraphAxis.Sequences, PortableInput.OfValues(PenFeatures.Names.Select(n => new PortableValue(n))));
        graph.Note("features", design.IsLine
            ? "y relative to the middle of the line, divided by half its height; x is 0; dx and dy from the previous "
                + "point, divided in the same way, times 2; cosine and sine of their direction; 0 or 1 for the pen"
            : "x and y relative to the middle of the drawing, divided by half its larger side; dx and dy from the "
                + "previous point, divided in the same way, times 2; cosine and sine of their direction; 0 or 1 for "
                + "the pen");
        return network.Draw(graph, input, graph.Lengths("lengths", input));
    }
}
