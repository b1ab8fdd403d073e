using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.NextBase;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;

namespace Carousel.Genomes;

/// <summary>The models of genomes.</summary>
public static class GenomeModels
{
    /// <summary>What loads them, one for each task.</summary>
    public static IReadOnlyList<JobLoader> Loaders { get; } =
    [
        new(GeneFinder.TaskName, GeneFinder.Load),
        new(LabelModel.TaskName, LabelModel.Load),
        new(NextBaseModel.TaskName, NextBaseModel.Load),
    ];

    /// <summary>What makes their sessions, one for each task.</summary>
    internal static IReadOnlyList<SteppingAdapter> Sessions { get; } =
    [
        ExampleSession.Adapter(GeneFinder.TaskName, ExampleKind.Text, "sequences in FASTA", "the genes in GFF3"),
        ExampleSession.Adapter(LabelModel.TaskName, ExampleKind.Text, "sequences in FASTA", "the labelled runs in BED"),
        ExampleSession.Adapter(
            NextBaseModel.TaskName, ExampleKind.Text, "sequences in FASTA", "how surprising each base is, in bits"),
    ];
}
