namespace Carousel.Jobs.Portable;

/// <summary>A model can't leave Carousel. The message is one sentence that says what stands in the way, and what to do.</summary>
/// <param name="message">The sentence.</param>
public sealed class NotPortableException(string message) : Exception(message)
{
    /// <summary>A network that reads a sequence from both ends.</summary>
    /// <param name="what">What the network is, such as <c>This classifier</c>.</param>
    /// <param name="instead">What to do, such as <c>fit it with --causal</c>.</param>
    /// <returns>The exception.</returns>
    public static NotPortableException BothDirections(string what, string instead) =>
        new($"{what} reads its sequence from both ends, so it can't answer step by step; {instead}.");
}
