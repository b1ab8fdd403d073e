using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>
/// A drawing of a network: a model names its inputs, runs its layers on them and names what comes out. The
/// implementation turns the drawing into a file or into numbers.
/// </summary>
/// <remarks>
/// A layer that runs over time runs along the first axis of its input; the other axes are independent. Every
/// other operation does the same at each place of the axes.
/// Dropout has no effect in inference and need not be drawn.
/// </remarks>
internal partial interface INetworkGraph
{
    /// <summary>
    /// The same drawing, with a word in front of the names of all layers and of the values that are given by name: for
    /// one of several networks.
    /// </summary>
    /// <param name="name">Such as <c>member.0</c>.</param>
    INetworkGraph Within(string name);

    /// <summary>Says something that a program that runs the graph has to know.</summary>
    /// <param name="key">What it is about, in snake case, such as <c>horizon</c>.</param>
    /// <param name="text">What is so.</param>
    void Note(string key, string text);

    /// <summary>Says how rows of a table become steps.</summary>
    /// <param name="table">How.</param>
    void Note(PortableTable table);

    /// <summary>Numbers that the graph is given.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="axes">Their axes.</param>
    /// <param name="meaning">What each of them is, and how it comes from the data.</param>
    GraphValue Numbers(string name, IReadOnlyList<GraphAxis> axes, PortableInput meaning);

    /// <summary>
    /// Numbers that the graph is given and that no table holds, such as the places of a picture, or what another graph
    /// gave.
    /// </summary>
    /// <param name="name">Their name.</param>
    /// <param name="axes">Their axes.</param>
    /// <param name="features">Numbers at each place of the axes.</param>
    /// <param name="meaning">What they are, in a sentence.</param>
    GraphValue Numbers(string name, IReadOnlyList<GraphAxis> axes, int features, string meaning);

    /// <summary>Symbols that the graph is given, each a whole number 0 … V − 1.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="axes">Their axes.</param>
    /// <param name="meaning">What symbols there are.</param>
    GraphValue Symbols(string name, IReadOnlyList<GraphAxis> axes, PortableInput meaning);

    /// <summary>
    /// How many steps each sequence has: a whole number that the graph is given for each. Operations that read
    /// the lengths ignore the values after a sequence's end.
    /// </summary>
    /// <param name="name">Their name.</param>
    /// <param name="sequences">The sequences; their steps are the first axis.</param>
    GraphValue Lengths(string name, GraphValue sequences);

    /// <summary>The state of layers, given: then a sequence can be run piece by piece.</summary>
    /// <param name="layer">The layers.</param>
    /// <param name="axes">One row for each place of the axes.</param>
    /// <param name="beginning">Where that of a new sequence comes from, in words; null for the initial state of the
    /// layers, zero unless it was trained.</param>
    GraphState StateOf(SequenceLayer layer, IReadOnlyList<GraphAxis> axes, string? beginning = null);

    /// <summary>Runs a layer along the first axis.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">[time, …, I].</param>
    /// <param name="lengths">Of the sequences; null where all run to the end of the axis.</param>
    /// <param name="start">The state before the first step; null for the layer's initial state.</param>
    /// <returns>[time, …, O], and the states after the last step of each sequence.</returns>
    (GraphValue Output, GraphState Final) Run(
        SequenceLayer layer, GraphValue input, GraphValue? lengths = null, GraphState? start = null);

    /// <summary>Runs one step of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">[…, I].</param>
    /// <param name="start">The state before the step; null for the layer's initial state.</param>
    /// <returns>[…, O], and the state after it.</returns>
    (GraphValue Output, GraphState Final) Step(SequenceLayer layer, GraphValue input, GraphState? start);

    /// <summary>
    /// Runs a layer that has no time: a dense or tied map, an embedding of symbols, a layer normalisation.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">[…, I], or symbols.</param>
    /// <returns>[…, O].</returns>
    GraphValue Apply(SequenceLayer layer, GraphValue input) => Step(layer, input, null).Output;

    /// <summary>One row of all steps of each sequence.</summary>
    /// <param name="layer">How.</param>
    /// <param name="input">[time, …, F].</param>
    /// <param name="lengths">Of the sequences; null where all run to the end of the axis.</param>
    /// <returns>[…, F].</returns>
    GraphValue Pool(Pooling layer, GraphValue input, GraphValue? lengths = null);

    /// <summary>Scores of whole series by fixed features.</summary>
    /// <param name="features">The features, and the map that makes scores of them.</param>
    /// <param name="series">[time, …, C].</param>
    /// <param name="lengths">Of the series.</param>
    /// <returns>[…, scores].</returns>
    GraphValue Score(FixedFeatures features, GraphValue series, GraphValue lengths);

    /// <summary>A convolution over pictures.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="pictures">[…, H·W·C], by row, column, channel.</param>
    /// <returns>[…, H'·W'·O].</returns>
    GraphValue Convolve(PictureConvolution layer, GraphValue pictures);

    /// <summary>One place of each square of pictures.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="pictures">[…, H·W·C].</param>
    /// <returns>[…, H'·W'·C].</returns>
    GraphValue Shrink(PicturePooling layer, GraphValue pictures);

    /// <summary>One step of a cell of pictures.</summary>
    /// <param name="layer">The cell.</param>
    /// <param name="pictures">[…, H·W·C].</param>
    /// <param name="start">The hidden pictures and the cells, [… , H·W·F] each:
    /// <see cref="StateOf(ConvolutionalLstm, PictureSize, IReadOnlyList{GraphAxis})"/>.</param>
    /// <returns>The hidden pictures, and with the cells the state after the step.</returns>
    (GraphValue Output, GraphState Final) Step(ConvolutionalLstm layer, GraphValue pictures, GraphState start);

    /// <summary>The state of a cell of pictures, given.</summary>
    /// <param name="layer">The cell.</param>
    /// <param name="pictures">Sizes of its input.</param>
    /// <param name="axes">One for each place of the axes.</param>
    GraphState StateOf(ConvolutionalLstm layer, PictureSize pictures, IReadOnlyList<GraphAxis> axes);

    /// <summary>What rows are compared with when they look at a memory: made once for all looks.</summary>
    /// <param name="layer">The attention.</param>
    /// <param name="memory">[time, …, M].</param>
    /// <returns>[time, …, A]; the memory itself if its rows are compared unchanged.</returns>
    GraphValue Remember(CrossAttention layer, GraphValue memory);

    /// <summary>Rows look at the steps of a memory.</summary>
    /// <param name="layer">The attention.</param>
    /// <param name="query">[…, Q].</param>
    /// <param name="memory">[time, …, M]: what each row looks at.</param>
    /// <param name="keys">What <see cref="Remember"/> made of the memory.</param>
    /// <param name="lengths">Of the memories; null where all run to the end of the axis.</param>
    /// <returns>The context of each row, [… , M], and the weight of each step, [time, …, 1]: 0 after a memory's
    /// end.</returns>
    (GraphValue Seen, GraphValue Weights) Attend(
        CrossAttention layer, GraphValue query, GraphValue memory, GraphValue keys, GraphValue? lengths = null);

    /// <summary>Names what comes out.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">What it is.</param>
    /// <param name="meaning">What each number means; null where the name says it.</param>
    void Output(string name, GraphValue value, PortableAnswer? meaning = null);

    /// <summary>Outputs the state after the last step, for the next piece of the sequences.</summary>
    /// <param name="layer">The layers that were given
    /// <see cref="StateOf(SequenceLayer, IReadOnlyList{GraphAxis}, string)"/>.</param>
    /// <param name="state">The state.</param>
    void Output(Layer layer, GraphState state);

    /// <summary>
    /// The state comes out from which layers of another graph begin, under the names that it is given there.
    /// </summary>
    /// <param name="layer">The layers.</param>
    /// <param name="state">The state.</param>
    void OutputStart(SequenceLayer layer, GraphState state);
}
