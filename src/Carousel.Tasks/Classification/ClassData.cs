using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Classification;

/// <summary>Sequences with their classes as a file gives them.</summary>
/// <param name="Name">How messages call the file.</param>
/// <param name="Channels">The names of the channels; none for text.</param>
/// <param name="Samples">The sequences in the order of the file.</param>
public sealed record ClassData(string Name, IReadOnlyList<string> Channels, IReadOnlyList<ClassSample> Samples)
{
    /// <summary>Whether the sequences are text, and not numbers.</summary>
    public bool IsText => Channels.Count == 0;

    /// <summary>How recordings became features; null where the sequences are no sound.</summary>
    public SoundFeatureOptions? Sound { get; init; }

    /// <summary>What the sequences hold, for messages.</summary>
    internal string Kind => IsText ? "texts" : Sound is null ? "numbers" : "sound";

    /// <summary>What was decided while reading, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Steps of a sequence of numbers.</summary>
    /// <param name="sample">One of the sequences.</param>
    /// <returns>L.</returns>
    public int StepsOf(ClassSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return IsText ? 0 : sample.Values.Length / Channels.Count;
    }
}
