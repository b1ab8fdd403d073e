namespace Carousel.Genomes.Genes;

/// <summary>A gene that might be one.</summary>
/// <param name="Span">Its bases on the forward strand's count.</param>
/// <param name="IsReverse">Its strand.</param>
/// <param name="Score">What speaks for it: a logarithm of odds.</param>
internal readonly record struct GeneCandidate(NucleotideSpan Span, bool IsReverse, double Score)
{
    /// <summary>As genes, numbered in their order.</summary>
    public static IReadOnlyList<CodingGene> ToGenes(IEnumerable<GeneCandidate> candidates) =>
        [.. candidates.Select((c, k) => new CodingGene($"gene{k + 1}", [c.Span], c.IsReverse) { Score = c.Score })];
}
