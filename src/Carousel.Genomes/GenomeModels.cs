using Carousel.Genomes.Genes;
using Carousel.Genomes.Labelling;
using Carousel.Genomes.NextBase;
using Carousel.Jobs;

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
}
