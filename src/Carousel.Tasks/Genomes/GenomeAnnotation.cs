namespace Carousel.Tasks.Genomes;

/// <summary>What is known of a sequence.</summary>
/// <param name="Genes">Its genes, in the order of their first bases.</param>
/// <param name="Doubtful">Runs that are no working genes although they look like some (pseudogenes): neither coding nor not.</param>
public sealed record GenomeAnnotation(IReadOnlyList<CodingGene> Genes, IReadOnlyList<BaseSpan> Doubtful)
{
    /// <summary>Nothing is known.</summary>
    public static GenomeAnnotation None { get; } = new([], []);

    /// <summary>The part of it that lies wholly in a run of bases, counted from the run's first base.</summary>
    /// <param name="start">The run's first base.</param>
    /// <param name="end">The base after its last.</param>
    /// <returns>The part; genes cut by an end of the run are doubtful there.</returns>
    public GenomeAnnotation Within(int start, int end)
    {
        var genes = new List<CodingGene>();
        var doubtful = new List<BaseSpan>();
        foreach (CodingGene gene in Genes)
        {
            if (gene.Start >= start && gene.End <= end)
            {
                genes.Add(gene with { Parts = [.. gene.Parts.Select(p => new BaseSpan(p.Start - start, p.End - start))] });
            }
            else
            {
                doubtful.AddRange(gene.Parts.Select(Cut).Where(p => p.Length > 0));
            }
        }

        doubtful.AddRange(Doubtful.Select(Cut).Where(p => p.Length > 0));
        return new GenomeAnnotation(genes, doubtful);

        BaseSpan Cut(BaseSpan span) => new(Math.Clamp(span.Start, start, end) - start, Math.Clamp(span.End, start, end) - start);
    }
}
