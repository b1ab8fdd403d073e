namespace Carousel.Networks;

/// <summary>A part of a model that runs from its inputs to its outputs without a look back at what came out.</summary>
/// <param name="Name">Such as <c>model</c>, <c>encoder</c> or <c>decoder</c>: the name of its file.</param>
/// <param name="Sentence">What it says of what, such as <c>scores of each class of a sequence</c>.</param>
/// <param name="Draw">Draws it: inputs, layers, outputs. It may be called more than once.</param>
internal sealed record ModelGraph(string Name, string Sentence, Action<INetworkGraph> Draw)
{
    /// <summary>The name of a graph that is the whole of its model.</summary>
    public const string Whole = "model";

    /// <summary>The name of a graph that reads what a decoder is to write of.</summary>
    public const string Encoder = "encoder";

    /// <summary>The name of a graph that is one step of a decoder.</summary>
    public const string Decoder = "decoder";
}
