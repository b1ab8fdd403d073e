using Carousel.Genomes.Markov;

namespace Carousel.Genomes;

/// <summary>A run of a sequence with its annotation.</summary>
/// <param name="sequence">The sequence.</param>
/// <param name="annotation">What is known of the sequence.</param>
/// <param name="span">The run.</param>
internal sealed class GenomePart(GenomeSequence sequence, GenomeAnnotation annotation, NucleotideSpan span)
{
    /// <summary>The sequence that it is of.</summary>
    public GenomeSequence Sequence => sequence;

    /// <summary>The name of the sequence.</summary>
    public string Name => sequence.Name;

    /// <summary>Its first base on the sequence's count.</summary>
    public int Start => span.Start;

    /// <summary>[T].</summary>
    public byte[] Bases { get; } = sequence.Bases[span.Start..span.End];

    /// <summary>What is known of it, counted from its first base.</summary>
    public GenomeAnnotation Annotation { get; } = annotation.Within(span.Start, span.End);

    /// <summary>A run of it.</summary>
    /// <param name="own">The run, counted from the part's first base.</param>
    public GenomePart Within(NucleotideSpan own) => new(sequence, annotation, own.Moved(span.Start));

    /// <summary>Its bases as a scored part with context before it.</summary>
    /// <param name="context">How many bases before it, where there are as many.</param>
    public ScoredPart Behind(int context)
    {
        int first = Math.Max(0, span.Start - context);
        return new ScoredPart(sequence.Bases[first..span.End], span.Start - first);
    }
}
