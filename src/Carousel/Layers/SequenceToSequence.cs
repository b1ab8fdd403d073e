using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// An encoder in both directions and a decoder that writes symbol by symbol, with attention or without.
/// </summary>
/// <remarks>
/// Bahdanau, Cho and Bengio 2015; Luong, Pham and Manning 2015. Layers: <c>source</c> and <c>target</c> (or
/// <c>symbols</c>, where they are one), <c>encoder</c>, <c>bridge</c> from the
/// encoder's final states to the decoder's first, <c>decoder</c>, <c>attention</c>, <c>combine</c> (tanh(W·[h; context]
/// + b)), <c>output</c>.
/// It keeps nothing of a run: one tape may hold several, and threads with a tape each may run it for inference at once.
/// </remarks>
internal sealed class SequenceToSequence : Layer
{
    private readonly Embedding _source;
    private readonly Embedding _target;
    private readonly Dropout _sourceDropout;
    private readonly Dropout _targetDropout;
    private readonly Dropout _sourceSymbolDropout;
    private readonly Dropout _targetSymbolDropout;
    private readonly Dense _bridge;
    private readonly CrossAttention? _attention;

    /// <summary>An encoder and a decoder.</summary>
    /// <param name="options">Sizes and kinds.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">Options exclude each other.</exception>
    public SequenceToSequence(SequenceToSequenceOptions options)
    {
        options.Validate();
        Options = options;
        (int E, int H, int M) = (options.EmbeddingSize, options.DecoderHidden, 2 * options.EncoderHidden);
        _target = AddLayer(options.SharedSymbols ? "symbols" : "target", new Embedding(options.TargetSymbols, E));
        _source = options.SharedSymbols ? _target : AddLayer("source", new Embedding(options.SourceSymbols, E));
        _sourceDropout = AddLayer("source_dropout", new Dropout(E, options.Dropout));
        _targetDropout = AddLayer("target_dropout", new Dropout(E, options.Dropout));
        _sourceSymbolDropout = AddLayer("source_symbol_dropout", Whole(E, options.SymbolDropout));
        _targetSymbolDropout = AddLayer("target_symbol_dropout", Whole(E, options.SymbolDropout));
        Encoder = AddLayer(
            "encoder", Cells(options.EncoderLayers, E, options.EncoderHidden, options.Dropout, isBidirectional: true));
        Decoder = AddLayer(
            "decoder",
            Cells(options.DecoderLayers, E, H, options.Dropout, isBidirectional: false));
        _bridge = AddLayer("bridge", new Dense(2 * M, Decoder.StateSize, ElementwiseFunction.Tanh));
        _attention = options.Attention is { } score ? AddLayer("attention", new CrossAttention(H, M, score)) : null;
        Dense combine = AddLayer("combine", new Dense(H + (_attention is null ? 0 : M), E, ElementwiseFunction.Tanh));
        Dropout outputDropout = AddLayer("output_dropout", new Dropout(E, options.Dropout));
        SequenceLayer output = AddLayer<SequenceLayer>(
            "output", options.TiedOutput ? new TiedDense(_target) : new Dense(E, options.TargetSymbols));
        Writer = new SymbolDecoder(_target, Decoder, _attention, combine, outputDropout, output)
        {
            End = options.End,
        };
    }

    /// <summary>Sizes and kinds.</summary>
    public SequenceToSequenceOptions Options { get; }

    /// <summary>The encoder's layers.</summary>
    public Stack Encoder { get; }

    /// <summary>The decoder's layers.</summary>
    public Stack Decoder { get; }

    /// <summary>The decoder with its embedding, attention and output.</summary>
    public SymbolDecoder Writer { get; }

    /// <summary>Reads sources.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="symbols">[N, 1], packed, whole numbers.</param>
    /// <param name="packing">How they lie; every source has one symbol or more.</param>
    /// <returns>What the decoder needs of them.</returns>
    public EncodedSource Encode(Tape tape, Variable symbols, Packing packing) =>
        Remember(tape, Encoder.Forward(tape, SourceRows(tape, symbols, packing), packing), packing);

    /// <summary>What the decoder needs of sources that the encoder has read.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="encoded">What <see cref="Encoder"/> gave of <see cref="SourceRows"/>, or of rows put in their
    /// place.</param>
    /// <param name="packing">How they lie.</param>
    /// <returns>As of <see cref="Encode(Tape, Variable, Packing)"/>.</returns>
    public EncodedSource Remember(Tape tape, SequenceOutput encoded, Packing packing)
    {
        // The last layer's final states of both directions become the decoder's first state.
        int size = 4 * Options.EncoderHidden;
        Variable final = encoded.FinalState,
            top = final.Shape[1] == size ? final : tape.SliceColumns(final, final.Shape[1] - size, size);
        AttentionMemory memory = _attention?.Remember(tape, encoded.Hidden, packing) ?? default;
        return new EncodedSource(memory, _bridge.Apply(tape, top));
    }

    /// <summary>What the encoder's layers read.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="symbols">[N, 1], packed, whole numbers.</param>
    /// <param name="packing">How they lie.</param>
    /// <returns>[N, E].</returns>
    public Variable SourceRows(Tape tape, Variable symbols, Packing packing) =>
        _sourceDropout.Apply(
            tape, _sourceSymbolDropout.Apply(tape, _source.Apply(tape, symbols, packing), packing), packing);

    /// <summary>The scores of each next symbol, given the symbols before it (teacher forcing).</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="source">What <see cref="Encode(Tape, Variable, Packing)"/> gave.</param>
    /// <param name="symbols">[N, 1], packed: at each step the symbol before,
    /// <see cref="SequenceToSequenceOptions.End"/> at the first.</param>
    /// <param name="packing">How they lie, a target for each source.</param>
    /// <returns>[N, V]: logits.</returns>
    public Variable Scores(Tape tape, EncodedSource source, Variable symbols, Packing packing)
    {
        Variable rows = _targetDropout.Apply(
            tape, _targetSymbolDropout.Apply(tape, _target.Apply(tape, symbols, packing), packing), packing);
        return ScoresOf(tape, source, Decoder.Forward(tape, rows, packing, source.Start).Hidden, packing);
    }

    /// <summary>
    /// The scores of each next symbol from the output of the decoder's layers: attention of each row, then the output
    /// map.
    /// </summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="source">What <see cref="Encode(Tape, Variable, Packing)"/> gave.</param>
    /// <param name="hidden">[N, DecoderHidden], packed.</param>
    /// <param name="packing">How they lie, a target for each source.</param>
    /// <returns>[N, V]: logits.</returns>
    public Variable ScoresOf(Tape tape, EncodedSource source, Variable hidden, Packing packing)
    {
        RowGroups looks = tape.Lend<RowGroups>();
        looks.SetAll(packing);
        return Writer.Scores(tape, hidden, looks, source.Memory, packing);
    }

    private static Dropout Whole(int size, float rate) => new(size, rate) { WholeSteps = true };

    private static Stack Cells(int layers, int inputSize, int hidden, float dropout, bool isBidirectional)
    {
        var cells = new List<SequenceLayer>();
        for (int l = 0; l < layers; l++)
        {
            int inputs = l == 0 ? inputSize : isBidirectional ? 2 * hidden : hidden;
            if (l > 0 && dropout > 0)
            {
                cells.Add(new Dropout(inputs, dropout));
            }

            cells.Add(
                isBidirectional
                    ? new Bidirectional(new Lstm(inputs, hidden), new Lstm(inputs, hidden, reverse: true))
                    : new Lstm(inputs, hidden));
        }

        return new Stack([.. cells]);
    }
}
