namespace Carousel.Networks;

/// <summary>
/// A model that can draw its networks, layer by layer, for export to another runtime.
/// </summary>
internal interface IGraphModel : ITrainedModel
{
    /// <summary>
    /// The graphs of the model: one for most; an encoder and one step of a decoder, if the decoder reads its
    /// own answers.
    /// </summary>
    /// <returns>One graph or more, each with a unique name.</returns>
    /// <exception cref="NotPortableException">The model can't be drawn. The message states the reason, and
    /// what to do.</exception>
    IReadOnlyList<ModelGraph> ToGraphs();
}
