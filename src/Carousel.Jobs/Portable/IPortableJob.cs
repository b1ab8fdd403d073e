using Carousel.Data;
using Carousel.Networks;

namespace Carousel.Jobs.Portable;

/// <summary>A model of a job that may leave Carousel, and that reads data for the file that it becomes.</summary>
internal interface IPortableJob : IJobModel, IPortableModel, IInspectable
{
    /// <summary>Data as the network reads them.</summary>
    /// <param name="input">The data.</param>
    /// <param name="most">How many sequences are wanted at most.</param>
    /// <returns>The first sequences of the data, one at least.</returns>
    /// <exception cref="DataFormatException">The data can't be read, or do not fit the model.</exception>
    /// <exception cref="NotPortableException">As for <see cref="IPortableModel.ToPortable"/>.</exception>
    IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most) => PortableData.Of(Inspect(), input, most);
}
