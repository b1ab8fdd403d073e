using Carousel.Data;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.NextBase;
using Carousel.Genomes.Reading;
using Carousel.Genomes.Simulation;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;

namespace Carousel.Genomes;

/// <summary>Chooses what is learned from a genome: the next base, genes, or labels of bases.</summary>
public static class GenomePlans
{
    private const int SimulatedLength = 360_000;

    /// <summary>Plans for a file.</summary>
    /// <param name="data">FASTA or GenBank; null simulates a genome.</param>
    /// <param name="options">What is wanted.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or the genome is too small.</exception>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    public static IJobPlan Make(string? data, GenomeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(data, options);
        Genome genome = data is null
            ? GenomeSimulation.Make(options.Simulated ?? SimulatedKind.Bacteria, SimulatedLength, options.Fit.Seed)
            : GenomeReader.Read(JobInput.OfFile(data), options.Genes, options.Labels);
        return options.Self ? GenePlan.MakeSelf(genome, options)
            : options.NextBase ? new NextBasePlan(genome, options)
            : genome.Annotations.Any(a => a.Runs.Count > 0) ? new LabelPlan(genome, options)
            : genome.IsAnnotated ? GenePlan.Make(genome, options)
            : new NextBasePlan(genome, options);
    }

    private static void Require(string? data, GenomeOptions options)
    {
        if ((options.NextBase && options.Labels is not null)
            || (options.Genes is not null && (options.NextBase || options.Labels is not null)))
        {
            throw options.Wrong("{NextBase}, {Labels} and {Genes} exclude each other: pass one of them.");
        }

        if (options.Self && (options.NextBase || options.Labels is not null || options.Test is not null
            || options.Baseline == BaselineInside.None || options.Simulated == SimulatedKind.Spliced))
        {
            throw options.Wrong(
                "{Self} finds the genes of the data itself, by counting, without introns: leave out {NextBase}, "
                + "{Labels}, {Test}, {Baseline} and {Simulated}. Use carousel predict for another genome.");
        }

        if (options.Test is not null && (options.NextBase || options.Labels is not null))
        {
            throw options.Wrong(
                "{Test} is for genes: the next base and labels are measured on the end of the data. Use carousel "
                + "evaluate for other data.");
        }

        if (data is not null && options.Simulated is not null)
        {
            throw options.Wrong("{Simulated} makes a genome: leave out the data.");
        }

        if (data is null && (options.Genes ?? options.Labels) is not null)
        {
            throw options.Wrong(
                $"{(OptionSentence)(options.Genes is null ? "{Labels}" : "{Genes}")} belongs to a genome: pass its "
                + $"FASTA file.");
        }

        if (options is { TestGenes: not null, Test: null })
        {
            throw options.Wrong("{TestGenes} belongs to {Test}: also pass that genome.");
        }
    }
}
