namespace Carousel.Genomes.Genes;

/// <summary>How long the parts of a genome with introns are; kept in the model file.</summary>
/// <param name="Between">The mean number of bases between genes, above 1.</param>
/// <param name="Coding">The mean number of coding bases per intron, above 1.</param>
/// <param name="ShortestIntron">Bases of the shortest intron of the training part, 4 at least.</param>
/// <param name="MoreOfIntron">The mean number of bases that an intron has more, above 0.</param>
internal sealed record SpliceLengths(double Between, double Coding, int ShortestIntron, double MoreOfIntron)
{
    /// <summary>Bases of the shortest gap between parts of a gene that is an intron.</summary>
    public const int Least = 4;

    private const int Most = 10_000;

    /// <summary>Whether the numbers are in range: of a model file.</summary>
    public bool IsInRange => double.IsFinite(Between) && Between > 1 && double.IsFinite(Coding) && Coding > 1
        && ShortestIntron is >= Least and <= Most && double.IsFinite(MoreOfIntron) && MoreOfIntron > 0;

    /// <summary>ln p(a gene begins).</summary>
    public double GeneScore => -Math.Log(Between);

    /// <summary>What a base of a gene gains because it is not one more base outside.</summary>
    public double BaseScore => -Math.Log(1 - (1 / Between));

    /// <summary>ln p(an intron begins).</summary>
    public double EnterScore => -Math.Log(Coding);

    /// <summary>ln p(an intron has one more base).</summary>
    public double StayScore => Math.Log(MoreOfIntron / (MoreOfIntron + 1));

    /// <summary>ln p(an intron ends).</summary>
    public double LeaveScore => -Math.Log(MoreOfIntron + 1);

    /// <summary>Measures the genes of the training part.</summary>
    /// <param name="parts">The training part.</param>
    // Introns of one length, and a single one, say nothing of how lengths differ: one base more on average at least.
    public static SpliceLengths Of(IReadOnlyList<GenomePart> parts)
    {
        CodingGene[] genes = [.. parts.SelectMany(p => p.Annotation.Genes)];
        int[] introns = [.. genes.SelectMany(Introns).DefaultIfEmpty(Least)];
        double all = parts.Sum(p => (double)p.Bases.Length), coding = genes.Sum(g => (double)g.CodingLength);
        int shortest = Math.Min(introns.Min(), Most);
        return new SpliceLengths(
            Math.Max(2, (all - genes.Sum(g => (double)(g.End - g.Start))) / Math.Max(1, genes.Length)),
            Math.Max(2, coding / introns.Length), shortest, Math.Max(1, introns.Average() - shortest));
    }

    /// <summary>The lengths of a gene's introns: shorter gaps do not count.</summary>
    public static IEnumerable<int> Introns(CodingGene gene) =>
        gene.Parts.Zip(gene.Parts.Skip(1), (one, next) => next.Start - one.End).Where(length => length >= Least);
}
