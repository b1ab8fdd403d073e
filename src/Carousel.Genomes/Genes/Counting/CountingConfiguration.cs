namespace Carousel.Genomes.Genes;

/// <summary>The counting inside a gene finder, as its file says beside the counts.</summary>
/// <param name="Weights">How much each thing that was counted says.</param>
/// <param name="Motif">The site before start codons.</param>
/// <param name="Share">How much of what the network says is added.</param>
/// <param name="IsOwnTeacher">Whether no gene was known, so that nothing says what the network is worth.</param>
internal sealed record CountingConfiguration(
    GeneWeights Weights, StartMotif Motif, double Share, bool IsOwnTeacher)
{
    /// <summary>Whether it can be built.</summary>
    public bool IsInRange =>
        Weights.IsInRange && Motif.IsInRange && Share is >= 0 and <= 1 && (!IsOwnTeacher || Share == 0);
}
