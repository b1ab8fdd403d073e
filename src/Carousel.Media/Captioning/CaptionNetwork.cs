using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Decoding;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Captioning;

/// <summary>
/// A picture to a sentence: four convolutions with three halvings between them, then an LSTM that begins from the mean
/// and the largest values of the places and, where it looks, weighs the places at each word.
/// </summary>
/// <remarks>
/// Vinyals, Toshev, Bengio and Erhan 2015 (without looking); Xu and others 2015 (soft attention over places); the look
/// is made by the state of the present word, as in Lu, Xiong, Parikh and Socher 2017, section 2.2.
/// Where a place lies is given as two more channels (Liu and others 2018).
/// </remarks>
internal sealed class CaptionNetwork : Layer
{
    private readonly PictureConvolution[] _convolutions;
    private readonly PicturePooling[] _halvings;
    private readonly LayerNorm _norm;
    private readonly Pooling _mean, _largest;
    private readonly Dense _start;
    private readonly Embedding _words;
    private readonly Dropout _wordDropout;
    private readonly CrossAttention? _attention;
    private readonly Dense _combine, _output;

    public CaptionNetwork(CaptionDesign design, int words)
    {
        Design = design;
        PictureSize size = design.Input;
        int[] channels = [design.Channels, 2 * design.Channels, 4 * design.Channels, 4 * design.Channels];
        (_convolutions, _halvings) = (new PictureConvolution[channels.Length], new PicturePooling[channels.Length - 1]);
        for (int k = 0; k < channels.Length; k++)
        {
            _convolutions[k] = AddLayer(
                $"convolution.{k}", new PictureConvolution(size, channels[k], 3, activation: ElementwiseFunction.Relu));
            size = _convolutions[k].Convolution.Output;
            if (k < _halvings.Length)
            {
                _halvings[k] = AddLayer($"halving.{k}", new PicturePooling(size, 2));
                size = _halvings[k].Pooling.Output;
            }
        }

        int F = design.Features.Channels;
        _norm = AddLayer("norm", new LayerNorm(F));
        (_mean, _largest) = (new Pooling(F, PoolingKind.Mean), new Pooling(F, PoolingKind.Max));
        _words = AddLayer("words", new Embedding(words, design.Embedding));
        _wordDropout = AddLayer("word_dropout", new Dropout(design.Embedding, (float)design.Dropout));
        Decoder = AddLayer("decoder", new Lstm(design.Embedding, design.Hidden));
        _start = AddLayer("start", new Dense(2 * F, Decoder.StateSize, ElementwiseFunction.Tanh));
        _attention = design.Attention is { } score
            ? AddLayer("attention", new CrossAttention(design.Hidden, F, score))
            : null;
        _combine = AddLayer(
            "combine",
            new Dense(design.Hidden + (_attention is null ? 0 : F), design.Embedding, ElementwiseFunction.Tanh));
        Dropout outputDropout = AddLayer("output_dropout", new Dropout(design.Embedding, (float)design.Dropout));
        _output = AddLayer("output", new Dense(design.Embedding, words));
        Writer = new SymbolDecoder(_words, Decoder, _attention, _combine, outputDropout, _output) { End = words - 1 };
    }

    public CaptionDesign Design { get; }

    public Lstm Decoder { get; }

    /// <summary>Writes the sentences: the decoder with attention, embeddings and output layers.</summary>
    public SymbolDecoder Writer { get; }

    /// <summary>Looks at pictures.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="pictures">[B·H·W, InputChannels].</param>
    /// <param name="places">Takes how the places lie: B sequences of equal length.</param>
    /// <returns>What the decoder needs of them.</returns>
    public EncodedSource Encode(Tape tape, Variable pictures, Packing places)
    {
        Variable x = pictures;
        for (int k = 0; k < _convolutions.Length; k++)
        {
            x = _convolutions[k].Apply(tape, x);
            x = k < _halvings.Length ? _halvings[k].Apply(tape, x) : x;
        }

        int L = Design.Features.Places, B = x.Shape[0] / L;
        x = _norm.Apply(tape, x);

        // From picture by picture to place by place: the order of packed sequences of equal length.
        int[] rows = new int[B * L];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = (row % B * L) + (row / B);
        }

        places.Set([.. Enumerable.Repeat(L, B)]);
        Variable memory = GatherOp.Apply(tape, x, rows);
        Variable whole = tape.Concatenate(_mean.Apply(tape, memory, places), _largest.Apply(tape, memory, places));
        return new EncodedSource(_attention?.Remember(tape, memory, places) ?? default, _start.Apply(tape, whole));
    }

    /// <summary>The scores of each next word of sentences.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="source">What <see cref="Encode"/> gave.</param>
    /// <param name="pictureOf">The picture of each sentence.</param>
    /// <param name="looks">The picture of each word.</param>
    /// <param name="sentences">The sentences.</param>
    /// <returns>[N, V]: logits.</returns>
    public Variable Scores(Tape tape, EncodedSource source, int[] pictureOf, RowGroups looks, TaughtTexts sentences)
    {
        Variable start = GatherOp.Apply(tape, source.Start, pictureOf);
        Variable rows = _wordDropout.Apply(
            tape, _words.Apply(tape, sentences.Before(tape), sentences.Packing), sentences.Packing);
        return Writer.Scores(
            tape, Decoder.Forward(tape, rows, sentences.Packing, start).Hidden, looks, source.Memory,
            sentences.Packing);
    }

    /// <summary>Draws the looks at pictures.</summary>
    /// <param name="graph">The encoder's drawing.</param>
    /// <param name="pictures">[batch, H·W·InputChannels].</param>
    public void DrawEncoder(INetworkGraph graph, GraphValue pictures)
    {
        GraphValue x = pictures;
        for (int k = 0; k < _convolutions.Length; k++)
        {
            x = graph.Convolve(_convolutions[k], x);
            x = k < _halvings.Length ? graph.Shrink(_halvings[k], x) : x;
        }

        GraphValue memory = graph.Apply(_norm, graph.Spread(x, Design.Features.Channels, GraphAxis.Places));
        GraphValue whole = graph.Concatenate(graph.Pool(_mean, memory), graph.Pool(_largest, memory));
        graph.OutputStart(Decoder, graph.Split(Decoder, graph.Apply(_start, whole)));
        graph.OutputMemory(_attention, memory);
    }

    /// <summary>Draws a step of the decoder.</summary>
    /// <param name="graph">The decoder's drawing.</param>
    /// <param name="word">[batch]: the word before.</param>
    /// <returns>[batch, V]: the probability of each word that may come next.</returns>
    public GraphValue DrawDecoder(INetworkGraph graph, GraphValue word)
    {
        (GraphValue hidden, GraphState final) = graph.Step(
            Decoder, graph.Apply(_words, word), graph.StateOf(Decoder, word.Axes, DecoderGraph.Beginning));
        graph.Output(Decoder, final);
        return graph.Softmax(graph.Apply(
            _output, graph.Apply(_combine, graph.Look(_attention, hidden, GraphAxis.Places, null))));
    }
}
