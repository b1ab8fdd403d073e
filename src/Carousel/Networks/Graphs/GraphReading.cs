using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>How sequences are read by the networks of the jobs.</summary>
internal static class GraphReading
{
    /// <summary>
    /// Runs layers over sequences. Causal layers start from a state that is an input of the graph, and output the state
    /// after the last step, so that a sequence can be read piece by piece. Bidirectional layers read whole
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
