namespace Carousel.Genomes.Genes;

/// <summary>Where the genes of a sequence begin and end, with their strands.</summary>
/// <param name="Starts">See <see cref="CodingGene.StartPlace"/>.</param>
/// <param name="Stops">See <see cref="CodingGene.StopPlace"/>.</param>
internal sealed record KnownPlaces(HashSet<(int, bool)> Starts, HashSet<(int, bool)> Stops)
{
    /// <summary>Of an annotation.</summary>
    public static KnownPlaces Of(GenomeAnnotation annotation) => new(
        [.. annotation.Genes.Select(g => (g.StartPlace, g.IsReverse))], [.. annotation.Genes.Select(g => g.Stop)]);

    /// <summary>Which of a frame's starts begins a gene; −1 where none does.</summary>
    public int StartOf(ScoredFrame frame) =>
        frame.Starts.ToList().FindIndex(s => Starts.Contains((s.Place, frame.IsReverse)));
}
