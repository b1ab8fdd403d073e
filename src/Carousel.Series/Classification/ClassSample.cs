using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>A sequence and the class it belongs to.</summary>
/// <param name="Label">The class; empty where it is not known.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
public sealed record ClassSample(string Label, long Line)
{
    /// <summary>What the file calls it; its place in the file, from 1, where the file has no names.</summary>
    public required string Id { get; init; }

    /// <summary>[L, C]: the channels step by step, NaN where a value is missing; empty for text.</summary>
    public float[] Values { get; init; } = [];

    /// <summary>
    /// [L], the row of the table, from 0, that each step was read from; the one row of a text; none where the file is
    /// no table.
    /// </summary>
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>
    /// Whom or what it comes from, such as a speaker: a group is not split between parts of the data; empty where it
    /// is not known.
    /// </summary>
    public string Group { get; init; } = "";

    /// <summary>The recording that <see cref="Values"/> were made of; null if the sequence is not a
    /// recording.</summary>
    internal SoundRecording? Sound { get; init; }

    /// <summary>The text; empty for numbers.</summary>
    public string Text { get; init; } = "";
}
