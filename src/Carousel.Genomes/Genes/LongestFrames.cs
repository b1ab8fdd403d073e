namespace Carousel.Genomes.Genes;

/// <summary>
/// The simplest gene finder: open reading frames above a length, from their first start codon, the longest first,
/// unless they overlap one that is taken by too much.
/// </summary>
internal static class LongestFrames
{
    private const int Shortest = 60;
    private const int Longest = 1200;
    private const int Stride = 30;

    /// <summary>The length with the best F1 of exact stops.</summary>
    /// <param name="parts">The training part.</param>
    /// <returns>Bases, the stop codon among them.</returns>
    public static int ChooseLength(IReadOnlyList<GenomePart> parts)
    {
        GenomeAnnotation[] known = [.. parts.Select(p => p.Annotation)];
        List<GeneCandidate>[] frames = [.. parts.Select(p => Frames(p.Bases, Shortest))];
        return Enumerable.Range(0, ((Longest - Shortest) / Stride) + 1).Select(k => Shortest + (k * Stride))
            .MaxBy(length => GeneScores.StopsOf(
            known,
            [.. parts.Zip(frames, (p, own) => Take(own.Where(f => f.Span.Length >= length), p.Bases.Length))]).F1);
    }

    /// <summary>Finds genes.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="length">The shortest frame.</param>
    public static IReadOnlyList<CodingGene> Find(byte[] bases, int length) => Take(Frames(bases, length), bases.Length);

    private static List<GeneCandidate> Frames(byte[] bases, int length) =>
    [
        .. Strand.Both(bases).SelectMany(strand => ReadingFrame.All(strand.Bases, length).Select(f => new GeneCandidate(
            strand.Span(f.Starts[0], f.End), strand.IsReverse, f.End - f.Starts[0]))),
    ];

    private static IReadOnlyList<CodingGene> Take(IEnumerable<GeneCandidate> frames, int bases)
    {
        var taken = new bool[bases];
        var genes = new List<GeneCandidate>();
        foreach (GeneCandidate frame in frames.OrderByDescending(f => f.Score).ThenBy(f => f.Span.Start))
        {
            Span<bool> own = frame.Span.Of(taken);
            if (own.Count(true) <= GenePath.MostOverlap)
            {
                own.Fill(true);
                genes.Add(frame);
            }
        }

        return GeneCandidate.ToGenes(genes.OrderBy(g => g.Span.Start));
    }
}
