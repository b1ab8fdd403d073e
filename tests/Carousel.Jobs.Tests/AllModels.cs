using Carousel.Genomes;

namespace Carousel.Jobs.Tests;

/// <summary>The models of all families of jobs.</summary>
internal static class AllModels
{
    /// <summary>They.</summary>
    public static JobModels Every { get; } =
        new([.. SeriesModels.Loaders, .. TextModels.Loaders, .. MediaModels.Loaders, .. GenomeModels.Loaders]);

    /// <inheritdoc cref="JobModels.Load"/>
    public static IJobModel Load(string path, int threads) => Every.Load(path, threads);
}
