namespace Carousel.Networks;

/// <summary>
/// A model that can draw its networks, layer by layer, for whoever writes them down for another runtime.
/// </summary>
internal interface IGraphModel : ITrainedModel
{
    /// <summary>
    /// What the model is made of: one graph for most; an encoder and one step of a decoder, where the decoder reads its
    /// own answers.
    /// </summary>
    /// <returns>One graph or more, each with a name of its own.</returns>
    /// <exception cref="NotPortableException">The model can't be drawn. The message says what stands in the way, and
    /// what to do.</exception>
    IReadOnlyList<ModelGraph> ToGraphs();
}
