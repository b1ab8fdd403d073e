using Carousel.Tasks.Reading;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Classification;

/// <summary>What the columns of a file of sequences with classes mean. Null leaves the choice to the reader.</summary>
public sealed record ClassReadOptions
{
    /// <summary>The column of classes.</summary>
    public string? Label { get; init; }

    /// <summary>The column of texts.</summary>
    public string? Text { get; init; }

    /// <summary>The column that says which sequence a row belongs to.</summary>
    public string? Id { get; init; }

    /// <summary>The column that orders the rows of a sequence; without one they stay in the order of the file.</summary>
    public string? Time { get; init; }

    /// <summary>The columns of numbers; none takes all that are left.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>The column that says whom or what a sequence comes from.</summary>
    public string? Group { get; init; }

    /// <summary>The column of WAV files.</summary>
    public string? File { get; init; }

    /// <summary>Where the class and the group stand in the names of WAV files in a folder, such as <c>{label}_{group}_*</c>; null for a folder for each class.</summary>
    public string? Pattern { get; init; }

    /// <summary>How recordings become features.</summary>
    public SoundFeatureOptions Sound { get; init; } = ClassSound.Features;

    /// <summary>How cells are written.</summary>
    public ReadOptions Cells { get; init; } = new();

    /// <summary>Whether every sequence must have its class, as for training.</summary>
    public bool NeedsLabels { get; init; } = true;

    /// <summary>Whether <see cref="Label"/> may be absent: then no class is known.</summary>
    internal bool LabelMayLack { get; init; }
}
