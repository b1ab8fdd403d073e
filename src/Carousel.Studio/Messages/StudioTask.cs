using System.Text.Json.Nodes;

namespace Carousel.Studio.Messages;

/// <summary>A look inside a model that is asked for.</summary>
/// <param name="Kind"><c>look</c>.</param>
/// <param name="Run">The run.</param>
/// <param name="Look">The name of the look.</param>
/// <param name="Options">Its options.</param>
internal sealed record TaskRequest(string? Kind, string? Run, string? Look, JsonObject? Options);

/// <summary>Tasks.</summary>
/// <param name="Tasks">The newest first.</param>
internal sealed record TaskList(IReadOnlyList<StudioTask> Tasks);

/// <summary>A look inside a model.</summary>
internal sealed record StudioTask
{
    /// <summary>Its number.</summary>
    public required string Id { get; init; }

    /// <summary><c>look</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The run.</summary>
    public string? Run { get; init; }

    /// <summary>The name of the look.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for a person.</summary>
    public required string Title { get; init; }

    /// <summary>The equal command line.</summary>
    public required string Command { get; init; }

    /// <summary>How it stands.</summary>
    public required string State { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTime Created { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>What came of it.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>Why it failed.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Whether there is a report.</summary>
    public bool HasReport { get; init; }

    /// <summary>What it wrote.</summary>
    public IReadOnlyList<WrittenFile> Files { get; init; } = [];
}
