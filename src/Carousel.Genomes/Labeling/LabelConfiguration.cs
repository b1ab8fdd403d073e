using System.Text.Json.Serialization;

namespace Carousel.Genomes.Labeling;

/// <summary>What a model of labels is, as its file says.</summary>
/// <param name="Design">The network; its one head holds the labels, the first of which is that of bases without
/// one.</param>
/// <param name="BothStrands">True. Version 0.1 could read one strand.</param>
internal sealed record LabelConfiguration(NucleotideDesign Design, bool BothStrands = true)
{
    /// <summary>The share of each label in the training part; null in older models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Shares { get; init; }
}

/// <summary>What a model of labels or of genes learned from.</summary>
/// <param name="Name">How the data were called.</param>
/// <param name="Fingerprint">Of the training part.</param>
/// <param name="Bases">Of the training part.</param>
/// <param name="Runs">Genes or labelled runs of the training part.</param>
internal sealed record LabelOrigin(string Name, string Fingerprint, long Bases, int Runs);
