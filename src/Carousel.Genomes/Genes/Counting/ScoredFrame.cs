namespace Carousel.Genomes.Genes;

/// <summary>An open reading frame with its counted features.</summary>
/// <param name="Span">From its first start codon to the end of its stop codon, on the forward strand's count.</param>
/// <param name="IsReverse">Its strand.</param>
/// <param name="Starts">The start codons that a gene may have there, from the first on.</param>
internal sealed record ScoredFrame(NucleotideSpan Span, bool IsReverse, IReadOnlyList<ScoredStart> Starts)
{
    /// <summary>Its stop with its strand: see <see cref="CodingGene.Stop"/>.</summary>
    public (int Place, bool IsReverse) Stop => (IsReverse ? Span.Start : Span.End - 1, IsReverse);

    /// <summary>The gene that begins at one of its starts.</summary>
    public NucleotideSpan From(ScoredStart start) =>
        IsReverse ? new NucleotideSpan(Span.Start, start.Place + 1) : new NucleotideSpan(start.Place, Span.End);
}
