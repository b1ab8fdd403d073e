using Carousel.Tasks.Sound;

namespace Carousel.Tasks.Classification;

/// <summary>A sequence as the network takes it.</summary>
/// <param name="Class">The number of its class; −1 where it is not known.</param>
/// <param name="Steps">L.</param>
internal sealed record EncodedSample(int Class, int Steps)
{
    /// <summary>[L, F]: scaled features of numbers.</summary>
    public float[] Features { get; init; } = [];

    /// <summary>The recording that the features were made of; null where the sequence is no sound.</summary>
    public SoundRecording? Sound { get; init; }

    /// <summary>Whom or what it comes from; empty where it is not known.</summary>
    public string Group { get; init; } = "";

    /// <summary>[L]: numbers of words or characters.</summary>
    public int[] Symbols { get; init; } = [];

    /// <summary>[L]: the characters of each word, where they are read.</summary>
    public int[][] Characters { get; init; } = [];
}
