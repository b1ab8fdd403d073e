namespace Carousel.Laboratory.Experiments;

/// <summary>One experiment: a task, and the methods that were tried on it.</summary>
internal sealed record Experiment
{
    /// <summary>The name on the command line, such as <c>adding</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A title, such as <c>Experiment 4: adding</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The task in a sentence or two.</summary>
    public required string Task { get; init; }

    /// <summary>When a trial has succeeded, in a sentence.</summary>
    public required string Success { get; init; }

    /// <summary>Author and year, and the table.</summary>
    public required string Source { get; init; }

    /// <summary>The rows of the table.</summary>
    public required IReadOnlyList<ExperimentRow> Rows { get; init; }
}
