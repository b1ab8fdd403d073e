namespace Carousel.Genomes.Genes;

/// <summary>How a gene finder finds genes with introns; its file stores this in addition to the counts.</summary>
/// <param name="Lengths">How long genes and introns are.</param>
/// <param name="Share">The weight of the network's odds; 1 without counts.</param>
/// <param name="Least">The threshold of a gene's score by the counts, chosen on the training part.</param>
internal sealed record SpliceConfiguration(SpliceLengths Lengths, double Share, double Least)
{
    /// <summary>Whether genes are also found by counts.</summary>
    public bool HasCounts => Share < 1;

    /// <summary>Whether it can be built.</summary>
    public bool IsInRange => Lengths.IsInRange && Share is >= 0 and <= 1 && double.IsFinite(Least);
}
