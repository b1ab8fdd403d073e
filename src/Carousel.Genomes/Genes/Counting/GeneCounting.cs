namespace Carousel.Genomes.Genes;

/// <summary>A gene finder that counts: what was counted of genes, and how much it says.</summary>
/// <param name="Statistics">What was counted.</param>
/// <param name="Weights">How much it says.</param>
internal sealed record GeneCounting(GeneStatistics Statistics, GeneWeights Weights)
{
    /// <summary>The log odds from which on a gene is sure enough to be counted in its turn.</summary>
    public const double SureLeast = 1;

    /// <summary>
    /// The frames of a sequence, weighed. The codons of the genes found first adjust the odds of codons, because codon
    /// usage differs between genomes.
    /// </summary>
    /// <param name="bases">The forward strand.</param>
    public FoundFrames Frames(byte[] bases)
    {
        var here = new HexamerCounts();
        here.Add(bases, GeneDecoder.Genes(Frames(bases, here: null).Candidates(), SureLeast));
        return Frames(bases, here);
    }

    /// <summary>The genes of a sequence.</summary>
    /// <param name="bases">The forward strand.</param>
    public IReadOnlyList<CodingGene> Find(byte[] bases) =>
        GeneDecoder.Genes(Frames(bases).Candidates(), Weights.Least);

    private FoundFrames Frames(byte[] bases, HexamerCounts? here) =>
        FoundFrames.Of(new FrameScan(Statistics, here).Frames(bases), Weights, Statistics.Links);
}
