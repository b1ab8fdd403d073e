namespace Carousel.Genomes;

/// <summary>What is known of a sequence.</summary>
/// <param name="Genes">Its genes, in the order of their first bases.</param>
/// <param name="Doubtful">Runs that look like genes but do not work (pseudogenes): they count neither as coding nor as
/// not coding.</param>
internal sealed record GenomeAnnotation(IReadOnlyList<CodingGene> Genes, IReadOnlyList<NucleotideSpan> Doubtful)
{
    /// <summary>Nothing is known.</summary>
    public static GenomeAnnotation None { get; } = new([], []);

    /// <summary>How many genes go round the origin of a circle: their runs are doubtful.</summary>
    public int Round { get; init; }

    /// <summary>
    /// How many genes are spliced from both strands or from several sequences: their runs are doubtful.
    /// </summary>
    public int TransSpliced { get; init; }

    /// <summary>How many of the doubtful runs belong to genes of these two kinds.</summary>
    public int LeftOutRuns { get; init; }

    /// <summary>To how many genes a stop codon was added because their annotation ends before it.</summary>
    public int StopsAdded { get; init; }

    /// <summary>Runs with labels, in ascending order.</summary>
    public IReadOnlyList<LabeledRun> Runs { get; init; } = [];

    /// <summary>The part of it that lies wholly in a run of bases, counted from the run's first base.</summary>
    /// <param name="start">The run's first base.</param>
    /// <param name="end">The base after its last.</param>
    /// <returns>The part; genes cut by an end of the run are doubtful there, labels keep what is left of
    /// them.</returns>
    public GenomeAnnotation Within(int start, int end)
    {
        ILookup<bool, CodingGene> genes = Genes.ToLookup(g => g.Start >= start && g.End <= end);
        IEnumerable<NucleotideSpan> doubtful = genes[false].SelectMany(g => g.Parts).Concat(Doubtful);
        return new GenomeAnnotation(
            [.. genes[true].Select(g => g.Moved(-start))], [.. doubtful.Select(Cut).Where(p => p.Length > 0)])
        {
            Runs = [.. Runs.Select(r => r with { Span = Cut(r.Span) }).Where(r => r.Span.Length > 0)],
        };

        NucleotideSpan Cut(NucleotideSpan span) =>
            new NucleotideSpan(Math.Clamp(span.Start, start, end), Math.Clamp(span.End, start, end)).Moved(-start);
    }
}
