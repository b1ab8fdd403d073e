namespace Carousel.Tasks.Reading.Events;

/// <summary>What an <see cref="EventLog"/> is made of: columns in order of ids, then of time.</summary>
internal sealed record EventLogParts
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required string IdName { get; init; }

    public required string TimeName { get; init; }

    public required EventCategory[] Categories { get; init; }

    public required string[] NumberNames { get; init; }

    public string? LabelName { get; init; }

    public required string[] Ids { get; init; }

    /// <summary>[ids + 1]: where the events of each id begin.</summary>
    public required int[] Starts { get; init; }

    public required DateTime[] Times { get; init; }

    public required int[][] Codes { get; init; }

    public required float[][] Numbers { get; init; }

    public float[]? Labels { get; init; }

    public required long[] Lines { get; init; }
}
