using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Genes;
using Carousel.Tasks.Genomes.NextBase;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes;

/// <summary>Chooses what is learned from a genome: the next base, genes, or labels of bases.</summary>
public static class GenomePlans
{
    /// <summary>Plans.</summary>
    /// <param name="genome">The genome.</param>
    /// <param name="options">What is wanted.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The genome is too small, or a file of labels can't be read.</exception>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    public static IJobPlan Make(Genome genome, GenomeOptions options)
    {
        ArgumentNullException.ThrowIfNull(genome);
        ArgumentNullException.ThrowIfNull(options);
        return options.NextBase || !genome.IsAnnotated ? NextBasePlan.Make(genome, options) : GenePlan.Make(genome, options);
    }
}
