using Carousel.Jobs.Inspecting;

namespace Carousel.Jobs.Portable;

/// <summary>A sequence as a network reads it.</summary>
/// <param name="Input">[T, I], or [T] numbers of symbols.</param>
internal sealed record PortableSequence(float[] Input)
{
    /// <summary>[L, J]: what the layers read that read the past first; empty where there are none.</summary>
    public float[] Before { get; init; } = [];

    /// <summary>
    /// The first sequences of data as an opened model reads them: of a model whose first layer is the one that it is
    /// looked into.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The data.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<PortableSequence> Of(IInspectedModel model, JobInput input, int most) =>
        [
            .. model.Read(input, CancellationToken.None).Where(s => s.Steps > 0).Take(most)
                .Select(s => new PortableSequence(s.Input)),
        ];
}
