namespace Carousel.Inspection.Looks;

/// <summary>What is traced back.</summary>
internal sealed record AttributionLookOptions
{
    /// <summary>The class whose score is traced back; null for the one that the model answers.</summary>
    public string? Class { get; init; }

    /// <summary>Sequences at most, evenly spread over those of the subject, 1 or more.</summary>
    public int MostSequences { get; init; } = 20;
}
