namespace Carousel.Networks;

/// <summary>A sequence as a network reads it.</summary>
/// <param name="Input">[T, I], or [T] numbers of symbols.</param>
public sealed record PortableSequence(float[] Input)
{
    /// <summary>[L, J]: the input of the layers that read the past first; empty without such layers.</summary>
    public float[] Before { get; init; } = [];
}
