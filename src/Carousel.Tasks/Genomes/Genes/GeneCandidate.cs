namespace Carousel.Tasks.Genomes.Genes;

/// <summary>A gene that might be one.</summary>
/// <param name="Span">Its bases on the forward strand's count.</param>
/// <param name="IsReverse">Its strand.</param>
/// <param name="Score">What speaks for it: a logarithm of odds.</param>
internal readonly record struct GeneCandidate(BaseSpan Span, bool IsReverse, double Score)
{
    /// <summary>As a gene.</summary>
    public CodingGene ToGene(int number) => new($"gene{number}", [Span], IsReverse) { Score = Score };
}
