using Carousel.Networks;

namespace Carousel.Captioning;

/// <summary>
/// A captioner as two graphs: what is seen of pictures, and one step of the decoder, which reads the word before and is
/// run until it writes the end.
/// </summary>
internal static class CaptionGraph
{
    /// <summary>Encoder and decoder.</summary>
    /// <param name="network">The network.</param>
    /// <param name="words">The words of sentences.</param>
    public static IReadOnlyList<ModelGraph> Of(CaptionNetwork network, CaptionWords words)
    {
        CaptionDesign design = network.Design;
        string[] symbols = [.. words.Vocabulary.Entries, ""];
        return
        [
            new(ModelGraph.Encoder, "the decoder's input for a picture: first state and regions to attend to", graph =>
            {
                graph.Note("places", Invariant.Of($"{design.Features.Height} rows of {design.Features.Width}"));
                string meaning = Invariant.Of(
                    $"{design.Height} rows of {design.Width} pixels; of each pixel red, green and blue from -1 to 1 (a "
                    + $"byte divided by 127.5, minus 1), then its horizontal and vertical position, from -1 (left, "
                    + $"top) to 1");
                network.DrawEncoder(
                    graph, graph.Numbers("input", GraphAxis.Rows, design.Input.Length, meaning));
            }),
            new(ModelGraph.Decoder, "the probability of each word that may come next in a sentence, one step", graph =>
            {
                graph.Note("end", Invariant.Of($"{words.End}"));
                GraphValue word = graph.Symbols(
                    "symbol", GraphAxis.Rows,
                    PortableInput.OfSymbols("word", symbols, PortableUnits.SmallWords, words.End));
                graph.Output(
                    "probabilities", network.DrawDecoder(graph, word),
                    new PortableAnswer(PortableFunction.None, [.. symbols.Select(s => new PortableValue(s))]));
            }),
        ];
    }
}
