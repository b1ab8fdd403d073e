using Carousel.Genomes.Simulation;
using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;

namespace Carousel.Genomes;

/// <summary>What is learned from a genome and how. Null leaves the choice to the data.</summary>
public sealed record GenomeOptions : JobOptions
{
    /// <summary>True learns the next base; false learns genes or labels.</summary>
    [OptionGroup("Task")]
    [Option("Learn to predict the next base. Default without genes and labels.")]
    public bool NextBase { get; init; }

    /// <summary>A GFF3 file with the genes; null for those of a GenBank file.</summary>
    [Option(
        "Learn to find genes: GFF3 with the coding sequences of the data. GenBank files contain them.",
        Value = "file.gff")]
    public string? Genes { get; init; }

    /// <summary>Whether genes are found that nothing is known of: by counting what the genome says of itself.</summary>
    [Option("Find genes without training genes (self-training); --genes then serves only for testing.")]
    public bool Self { get; init; }

    /// <summary>A BED file with labels of bases; null for none.</summary>
    [Option("Learn labels of bases: BED with a label in the fourth column.", Value = "file.bed")]
    public string? Labels { get; init; }

    /// <summary>What kind of genome is simulated where no data are given; null for bacteria.</summary>
    [Option("Kind of genome to simulate if no data are given.", Name = "simulate", Default = "bacteria")]
    public SimulatedKind? Simulated { get; init => field = Checked(value); }

    /// <summary>Which layers read the sequence: of the gene finder and of labels.</summary>
    [Option("Layers for genes and labels.", Name = "reader")]
    public GenomeLayers Layers { get; init => field = Checked(value); } = GenomeLayers.Both;

    /// <summary>The simple method that is inside a gene finder.</summary>
    [Option("Baseline inside a gene finder: counts of codons, starts and neighbours; of introns and splice sites.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>Whether a next-base model weighs Markov models, and does not read the bases alone.</summary>
    [Option(
        "For the next base: weigh predictions of Markov models, or read only the bases.", Name = "markov",
        Words = "weigh none")]
    public bool WeighsMarkov { get; init; } = true;

    /// <summary>Whether a next-base model is also measured learning on while it reads.</summary>
    [Option("Also test a next-base model that keeps learning while it reads.")]
    public bool Adapt { get; init; }

    /// <summary>A genome that measures, with genes of its own; null for the end of the data.</summary>
    [OptionGroup("Data split")]
    [Option("Test genome for genes.", Value = "file", Default = "the end of the data")]
    public string? Test { get; init; }

    /// <summary>A GFF3 file with the genes of <see cref="Test"/>; null for those of a GenBank file.</summary>
    [Option("Genes of --test. GenBank files contain them.", Value = "file.gff")]
    public string? TestGenes { get; init; }

    /// <summary>The share of each sequence that chooses, in front of the part that measures.</summary>
    [Option("Validation share of each sequence, before the test share.", Least = 0.01, Most = 0.4)]
    public double ValidationShare { get; init => field = Checked(value); } = 0.05;

    /// <summary>The share of each sequence, its end, that measures.</summary>
    [Option("Test share of each sequence, at its end.", Least = 0.01, Most = 0.5)]
    public double TestShare { get; init => field = Checked(value); } = 0.1;
}
