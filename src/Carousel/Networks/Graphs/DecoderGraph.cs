using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>
/// The outputs of encoders for decoders, if each is a separate graph: the memory, and the rows with which queries are
/// compared.
/// </summary>
internal static class DecoderGraph
{
    /// <summary>Where a decoder's state comes from.</summary>
    public const string Beginning =
        "the encoder's output of this name at the first step, then what the step before gave";

    /// <summary>What the decoder looks at comes out; nothing where it looks at nothing.</summary>
    /// <param name="graph">The encoder's drawing.</param>
    /// <param name="attention">How the decoder looks.</param>
    /// <param name="memory">[time, batch, M].</param>
    public static void OutputMemory(this INetworkGraph graph, CrossAttention? attention, GraphValue memory)
    {
        if (attention is null)
        {
            return;
        }

        graph.Output("memory", memory);
        if (attention.HasKeys)
        {
            graph.Output("keys", graph.Remember(attention, memory));
        }
    }

    /// <summary>The decoder looks once; where it looked comes out.</summary>
    /// <param name="graph">The decoder's drawing, which is given what the encoder gave.</param>
    /// <param name="attention">How it looks; null for not at all.</param>
    /// <param name="hidden">[batch, H].</param>
    /// <param name="steps">The steps of the memory.</param>
    /// <param name="lengths">What the lengths of memories are called; null where all are equally long.</param>
    /// <returns>[batch, H + M]: the rows, each followed by its context.</returns>
    public static GraphValue Look(
        this INetworkGraph graph, CrossAttention? attention, GraphValue hidden, GraphAxis steps, string? lengths)
    {
        if (attention is null)
        {
            return hidden;
        }

        GraphAxis[] axes = [steps, .. hidden.Axes];
        GraphValue memory = graph.Numbers("memory", axes, attention.MemorySize, "the encoder's output of this name");
        GraphValue keys = attention.HasKeys
            ? graph.Numbers("keys", axes, attention.KeySize, "the encoder's output of this name")
            : memory;
        (GraphValue seen, GraphValue weights) = graph.Attend(
            attention, hidden, memory, keys, lengths is null ? null : graph.Lengths(lengths, memory));
        graph.Output("attention", weights);
        return graph.Concatenate(hidden, seen);
    }
}
