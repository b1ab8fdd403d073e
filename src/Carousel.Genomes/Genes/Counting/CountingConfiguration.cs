namespace Carousel.Genomes.Genes;

/// <summary>The counting inside a gene finder; its file stores this in addition to the counts.</summary>
/// <param name="Weights">How much each thing that was counted says.</param>
/// <param name="Motif">The site before start codons.</param>
/// <param name="Share">The share of the network's log odds that is added.</param>
/// <param name="IsOwnTeacher">Whether no gene was known, so that nothing says what the network is worth.</param>
internal sealed record CountingConfiguration(
    GeneWeights Weights, StartMotif Motif, double Share, bool IsOwnTeacher)
{
    /// <summary>Whether it can be built.</summary>
    public bool IsInRange =>
        Weights.IsInRange && Motif.IsInRange && Share is >= 0 and <= 1 && (!IsOwnTeacher || Share == 0);
}
