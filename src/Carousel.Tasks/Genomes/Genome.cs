namespace Carousel.Tasks.Genomes;

/// <summary>Sequences and what is known of them.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Sequences">The sequences, one at least.</param>
/// <param name="Annotations">What is known of each sequence.</param>
public sealed record Genome(string Name, IReadOnlyList<GenomeSequence> Sequences, IReadOnlyList<GenomeAnnotation> Annotations)
{
    /// <summary>Whether genes are known: of a genome without annotation nothing is known to be no gene either.</summary>
    public bool IsAnnotated { get; init; }

    /// <summary>How many bases all sequences have.</summary>
    public long Length => Sequences.Sum(s => (long)s.Length);

    /// <summary>How many genes are known.</summary>
    public int Genes => Annotations.Sum(a => a.Genes.Count);
}
