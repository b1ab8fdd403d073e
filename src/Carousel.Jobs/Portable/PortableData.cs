using Carousel.Data;
using Carousel.Networks;

namespace Carousel.Jobs.Portable;

/// <summary>Data for the files that models become: golden vectors are made of them.</summary>
public static class PortableData
{
    /// <summary>The first sequences of data as the network of a model reads them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Data as the model was trained on.</param>
    /// <param name="most">How many sequences are wanted at most.</param>
    /// <returns>One sequence at least.</returns>
    /// <exception cref="DataFormatException">The data can't be read, or do not fit the model.</exception>
    /// <exception cref="NotPortableException">The model does not run step by step; the message says why.</exception>
    public static IReadOnlyList<PortableSequence> ReadSequences(this IJobModel model, JobInput data, int most = 64)
    {
        ArgumentNullException.ThrowIfNull(model);
        IPortableJob portable = model as IPortableJob ?? throw new NotPortableException(
            $"A model for '{model.Task}' is not exported: it does not run step by step from the first to the last.");
        return portable.ReadSequences(data, most);
    }

    /// <summary>
    /// The first sequences of data as an opened model reads them: of a model whose first layer is the one that it is
    /// looked into.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The data.</param>
    /// <param name="most">How many at most.</param>
    internal static IReadOnlyList<PortableSequence> Of(IInspectedModel model, JobInput input, int most) =>
        [
            .. model.Read(input, CancellationToken.None).Where(s => s.Steps > 0).Take(most)
                .Select(s => new PortableSequence(s.Input)),
        ];
}
