namespace Carousel.Genomes.Simulation;

/// <summary>What kind of genome is simulated.</summary>
public enum SimulatedKind
{
    /// <summary>
    /// Genes without introns, dense, in runs on either strand, with a ribosome's binding site before most.
    /// </summary>
    Bacteria,

    /// <summary>Genes with introns, far apart.</summary>
    Spliced,
}
