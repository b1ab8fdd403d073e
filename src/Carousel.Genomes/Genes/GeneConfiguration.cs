using System.Text.Json.Serialization;
using Carousel.Genomes.Labeling;

namespace Carousel.Genomes.Genes;

/// <summary>What a gene finder is, as its file says.</summary>
/// <param name="Design">The network.</param>
/// <param name="BothStrands">True. Version 0.1 could read one strand.</param>
/// <param name="IsSpliced">Whether genes have introns.</param>
/// <param name="Least">The threshold of a gene's score by the network, chosen on the validation part.</param>
/// <param name="FrameLength">The length of the open reading frames of the baseline, chosen on the training
/// part.</param>
internal sealed record GeneConfiguration(
    NucleotideDesign Design, bool BothStrands, bool IsSpliced, double Least, int FrameLength)
{
    /// <summary>The counting inside; null without one, and if genes have introns.</summary>
    public CountingConfiguration? Counting { get; init; }

    /// <summary>How genes with introns are found; null if genes have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpliceConfiguration? Splicing { get; init; }
}
