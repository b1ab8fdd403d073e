using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Translation;

/// <summary>
/// A translator as two graphs: the encoder, and one step of the decoder, which reads the piece before and is run until
/// it writes the end.
/// </summary>
internal sealed class TranslationGraph
{
    private readonly SequenceToSequence _network;
    private readonly PairEncoder _pieces;
    private readonly Dictionary<string, Layer> _layers;
    private readonly CrossAttention? _attention;

    /// <summary>The graphs of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pieces">How lines become symbols.</param>
    public TranslationGraph(SequenceToSequence network, PairEncoder pieces)
    {
        (_network, _pieces) = (network, pieces);
        _layers = network.NamedLayers.ToDictionary(l => l.Name, l => l.Layer);
        _attention = (CrossAttention?)_layers.GetValueOrDefault("attention");
    }

    /// <summary>Encoder and decoder.</summary>
    public IReadOnlyList<ModelGraph> Graphs =>
    [
        new(ModelGraph.Encoder, "the decoder's input for lines: first state and rows to attend to", DrawEncoder),
        new(
            ModelGraph.Decoder, "the probability of each token that may come next in a translation, one step"
                + (_pieces.Slots is null ? "" : ", without the words and slots of the chat"), DrawDecoder),
    ];

    private void DrawEncoder(INetworkGraph graph)
    {
        GraphValue symbols = graph.Symbols("symbols", GraphAxis.Sequences, Pieces(_pieces.Pieces));
        GraphValue lengths = graph.Lengths("lengths", symbols);
        Note(graph, _pieces.Pieces);
        GraphValue rows = graph.Apply(Part<Embedding>("symbols"), symbols);
        (GraphValue hidden, GraphState final) = graph.Run(_network.Encoder, rows, lengths);

        // Of the last layer: hidden values and cells of both directions.
        var top = new GraphState([.. final.Cells.TakeLast(4)]);
        graph.OutputStart(
            _network.Decoder, graph.Split(_network.Decoder, graph.Apply(Part<Dense>("bridge"), graph.Join(top))));
        graph.OutputMemory(_attention, hidden);
    }

    private void DrawDecoder(INetworkGraph graph)
    {
        GraphValue symbol = graph.Symbols(
            "symbol", GraphAxis.Rows, Pieces(_pieces.Pieces) with { Start = _pieces.End });
        Note(graph, _pieces.Pieces);
        GraphValue row = graph.Apply(Part<Embedding>("symbols"), symbol);
        (GraphValue hidden, GraphState final) = graph.Step(
            _network.Decoder, row, graph.StateOf(_network.Decoder, GraphAxis.Rows, DecoderGraph.Beginning));
        GraphValue combined = graph.Apply(
            Part<Dense>("combine"), graph.Look(_attention, hidden, GraphAxis.Time, "lengths"));
        graph.Output(
            "probabilities", graph.Softmax(graph.Apply(Part<SequenceLayer>("output"), combined)),
            new PortableAnswer(PortableFunction.None, [.. Symbols(_pieces.Pieces).Select(s => new PortableValue(s))]));
        graph.Output(_network.Decoder, final);
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
