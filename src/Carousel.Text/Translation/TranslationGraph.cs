using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Translation;

/// <summary>
/// A translator as two graphs: the encoder, and one step of the decoder, which reads the piece before and is run until
/// it writes the end.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="pieces">How lines become symbols.</param>
internal sealed class TranslationGraph(SequenceToSequence network, PairEncoder pieces)
{
    private readonly Dictionary<string, Layer> _layers = network.NamedLayers.ToDictionary(l => l.Name, l => l.Layer);

    private CrossAttention? Attention => (CrossAttention?)_layers.GetValueOrDefault("attention");

    /// <summary>Encoder and decoder.</summary>
    public IReadOnlyList<ModelGraph> Graphs =>
    [
        new(ModelGraph.Encoder, "the decoder's input for lines: first state and rows to attend to", DrawEncoder),
        new(
            ModelGraph.Decoder, "the probability of each token that may come next in a translation, one step"
                + (pieces.Slots is null ? "" : ", without the words and slots of the chat"), DrawDecoder),
    ];

    private void DrawEncoder(INetworkGraph graph)
    {
        GraphValue symbols = graph.Symbols("symbols", GraphAxis.Sequences, Pieces(pieces.Pieces));
        GraphValue lengths = graph.Lengths("lengths", symbols);
        Note(graph, pieces.Pieces);
        GraphValue rows = graph.Apply(Part<Embedding>("symbols"), symbols);
        (GraphValue hidden, GraphState final) = graph.Run(network.Encoder, rows, lengths);

        // Of the last layer: hidden values and cells of both directions.
        var top = new GraphState([.. final.Cells.TakeLast(4)]);
        graph.OutputStart(
            network.Decoder, graph.Split(network.Decoder, graph.Apply(Part<Dense>("bridge"), graph.Join(top))));
        graph.OutputMemory(Attention, hidden);
    }

    private void DrawDecoder(INetworkGraph graph)
    {
        GraphValue symbol = graph.Symbols(
            "symbol", GraphAxis.Rows, Pieces(pieces.Pieces) with { Start = pieces.End });
        Note(graph, pieces.Pieces);
        GraphValue row = graph.Apply(Part<Embedding>("symbols"), symbol);
        (GraphValue hidden, GraphState final) = graph.Step(
            network.Decoder, row, graph.StateOf(network.Decoder, GraphAxis.Rows, DecoderGraph.Beginning));
        GraphValue combined = graph.Apply(
            Part<Dense>("combine"), graph.Look(Attention, hidden, GraphAxis.Time, "lengths"));
        graph.Output(
            "probabilities", graph.Softmax(graph.Apply(Part<SequenceLayer>("output"), combined)),
            new PortableAnswer(PortableFunction.None, [.. Symbols(pieces.Pieces).Select(s => new PortableValue(s))]));
        graph.Output(network.Decoder, final);
    }

    private static PortableInput Pieces(PieceTokenizer tokenizer) =>
        PortableInput.OfSymbols("piece", Symbols(tokenizer), PortableUnits.Pieces);

    /// <summary>The symbol after the pieces ends a text.</summary>
    private static IReadOnlyList<string> Symbols(PieceTokenizer tokenizer) => [.. tokenizer.Vocabulary.Entries, ""];

    private static void Note(INetworkGraph graph, PieceTokenizer tokenizer)
    {
        graph.Note("end", FormattableString.Invariant($"{tokenizer.Vocabulary.Count}"));
        graph.Note("text", "a line is read with a space before it and split into tokens, which the end follows");
    }

    private TLayer Part<TLayer>(string name)
        where TLayer : Layer => (TLayer)_layers[name];
}
