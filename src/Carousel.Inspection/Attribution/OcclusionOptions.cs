namespace Carousel.Inspection.Attribution;

/// <summary>What is hidden at a time.</summary>
public sealed record OcclusionOptions
{
    /// <summary>
    /// Steps hidden together; 0 for one where the sequence has up to 60, else as many as make 60 spans.
    /// </summary>
    public int Span { get; init; }

    /// <summary>Whether each input is hidden on its own; otherwise all inputs of a span together.</summary>
    public bool ByInput { get; init; }
}
