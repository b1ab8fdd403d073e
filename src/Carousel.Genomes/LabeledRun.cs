namespace Carousel.Genomes;

/// <summary>A run of bases with a label.</summary>
/// <param name="Span">The run.</param>
/// <param name="Label">Its label.</param>
internal sealed record LabeledRun(NucleotideSpan Span, string Label)
{
    /// <summary>Whether the file has a name of the run instead of a label.</summary>
    public bool HasName { get; init; }
}
