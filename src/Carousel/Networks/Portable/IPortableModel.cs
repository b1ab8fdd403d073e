namespace Carousel.Networks;

/// <summary>
/// A model that may leave Carousel: where its network runs from the first step to the last, it says what a program that
/// runs it elsewhere has to know.
/// </summary>
internal interface IPortableModel : ITrainedModel
{
    /// <summary>The network, the inputs of a step and the answer.</summary>
    /// <returns>The design; its layers are those of the model.</returns>
    /// <exception cref="NotPortableException">The network reads a sequence from both ends, or holds what does not step.
    /// The message says what, and what to do.</exception>
    PortableDesign ToPortable();
}
