using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>How sequences are read by the networks of the jobs.</summary>
internal static class GraphReading
{
    /// <summary>
    /// Runs layers over sequences. Those that go one way begin from a state that the graph is given and give the one
    /// behind the last step back, so that a sequence can come piece by piece; those that go both ways read whole
    /// sequences.
    /// </summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="layer">The layers.</param>
    /// <param name="input">[time, …, I].</param>
    /// <param name="lengths">Of the sequences; null where all run to the end of the axis.</param>
    /// <returns>[time, …, O].</returns>
    public static GraphValue Read(
        this INetworkGraph graph, SequenceLayer layer, GraphValue input, GraphValue? lengths = null)
    {
        if (!layer.IsCausal)
        {
            return graph.Run(layer, input, lengths).Output;
        }

        (GraphValue output, GraphState final) = graph.Run(
            layer, input, lengths, graph.StateOf(layer, [.. input.Axes.Skip(1)]));
        graph.Output(layer, final);
        return output;
    }
}
