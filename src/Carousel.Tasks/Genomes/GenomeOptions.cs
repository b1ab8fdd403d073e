using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Simulation;

namespace Carousel.Tasks.Genomes;

/// <summary>What is learned from a genome and how. Null leaves the choice to the data.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record GenomeOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>True learns the next base; false learns genes or labels.</summary>
    public bool NextBase { get; init; }

    /// <summary>A GFF3 file with the genes; null for those of a GenBank file.</summary>
    public string? Genes { get; init; }

    /// <summary>A BED file with labels of bases; null for none.</summary>
    public string? Labels { get; init; }

    /// <summary>What kind of genome is simulated where no data are given; null for bacteria.</summary>
    public SimulatedKind? Simulated { get; init; }

    /// <summary>Which layers read the sequence: of the gene finder and of labels.</summary>
    public GenomeLayers Layers { get; init; } = GenomeLayers.Both;

    /// <summary>Whether a gene finder reads the lengths of the open frames around each base beside the bases.</summary>
    public bool ReadsFrames { get; init; } = true;

    /// <summary>A genome that measures, with genes of its own; null for the end of the data.</summary>
    public string? Test { get; init; }

    /// <summary>A GFF3 file with the genes of <see cref="Test"/>; null for those of a GenBank file.</summary>
    public string? TestGenes { get; init; }

    /// <summary>Whether a next-base model weighs Markov models, and does not read the bases alone.</summary>
    public bool WeighsMarkov { get; init; } = true;

    /// <summary>Whether both strands are read: for genes and labels the probabilities of both are averaged, which null asks for; a next-base model measures the other strand too.</summary>
    public bool? BothStrands { get; init; }

    /// <summary>The share of each sequence that chooses, in front of the part that measures, 0.01 … 0.4.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.4, "--validation-share") ?? 0; } = 0.05;

    /// <summary>The share of each sequence, its end, that measures, 0.01 … 0.5.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--test-share") ?? 0; } = 0.1;
}
