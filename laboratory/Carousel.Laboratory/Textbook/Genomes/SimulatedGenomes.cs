using Carousel.Genomes;
using Carousel.Genomes.Simulation;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>Simulated genomes of bacteria, with and without binding sites.</summary>
internal static class SimulatedGenomes
{
    // A site has six bases and stands five to nine bases before the start.
    private const int Site = 15;

    /// <summary>A genome with AGGAGG before its genes, three quarters of them with a base drawn again.</summary>
    /// <param name="bases">About how many.</param>
    /// <param name="seed">The seed.</param>
    public static Genome Bacteria(int bases, ulong seed) =>
        GenomeSimulation.Make(SimulatedKind.Bacteria, bases, seed);

    /// <summary>The same genome with any bases instead of the sites.</summary>
    public static Genome WithoutSites(Genome genome, ulong seed)
    {
        var random = new TrialRandom(seed, "textbook/sites", 0);
        byte[] bases = [.. genome.Sequences[0].Bases];
        foreach (CodingGene gene in genome.Annotations[0].Genes)
        {
            int first = gene.IsReverse ? gene.End : gene.Start - Site;
            for (int t = first; t < first + Site; t++)
            {
                bases[t] = (byte)random.Below(Bases.Count);
            }
        }

        return genome with { Sequences = [genome.Sequences[0] with { Bases = bases }] };
    }
}
