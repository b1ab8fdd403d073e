using Carousel.Data;

namespace Carousel.Jobs.Portable;

/// <summary>
/// A model that may leave Carousel: where its network runs from the first step to the last, it says what a program that
/// runs it elsewhere has to know.
/// </summary>
internal interface IPortableModel : IJobModel
{
    /// <summary>The network, what a step of it reads and what it answers.</summary>
    /// <returns>The design; its layers are the model's own.</returns>
    /// <exception cref="NotPortableException">The network reads a sequence from both ends, or holds what does not step.
    /// The message says what, and what to do.</exception>
    PortableDesign ToPortable();

    /// <summary>Data as the network reads them.</summary>
    /// <param name="input">The data.</param>
    /// <param name="most">How many sequences are wanted at most.</param>
    /// <returns>The first sequences of the data, one at least.</returns>
    /// <exception cref="DataFormatException">The data can't be read, or do not fit the model.</exception>
    /// <exception cref="NotPortableException">As for <see cref="ToPortable"/>.</exception>
    IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most);
}
