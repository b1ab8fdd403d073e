namespace Carousel.Networks;

/// <summary>A sequence as a network reads it.</summary>
/// <param name="Input">[T, I], or [T] numbers of symbols.</param>
public sealed record PortableSequence(float[] Input)
{
    /// <summary>[L, J]: what the layers read that read the past first; empty where there are none.</summary>
    public float[] Before { get; init; } = [];
}
