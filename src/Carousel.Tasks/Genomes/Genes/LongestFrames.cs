namespace Carousel.Tasks.Genomes.Genes;

/// <summary>The simplest gene finder: open reading frames above a length, from their first start codon, the longest first, unless they overlap one that is taken by too much.</summary>
internal static class LongestFrames
{
    private const int Shortest = 60;
    private const int Longest = 1200;
    private const int Stride = 30;

    /// <summary>The length with the best F1 of exact stops.</summary>
    /// <param name="sequences">Sequences of the training part.</param>
    /// <param name="annotations">Their genes.</param>
    /// <returns>Bases, the stop codon among them.</returns>
    public static int ChooseLength(IReadOnlyList<byte[]> sequences, IReadOnlyList<GenomeAnnotation> annotations)
    {
        List<GeneCandidate>[] frames = [.. sequences.Select(s => Frames(s, Shortest))];
        return Enumerable.Range(0, ((Longest - Shortest) / Stride) + 1).Select(k => Shortest + (k * Stride))
            .MaxBy(length => GeneScores.StopsOf(annotations, [.. sequences.Select((s, k) => Take([.. frames[k].Where(f => f.Span.Length >= length)], s.Length))]).F1);
    }

    /// <summary>Finds genes.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="length">The shortest frame.</param>
    public static IReadOnlyList<CodingGene> Find(byte[] bases, int length) => Take(Frames(bases, length), bases.Length);

    private static List<GeneCandidate> Frames(byte[] bases, int length)
    {
        var frames = new List<GeneCandidate>();
        foreach (bool isReverse in new[] { false, true })
        {
            byte[] strand = isReverse ? Bases.ReverseComplement(bases) : bases;
            frames.AddRange(ReadingFrame.All(strand, length).Select(f => new GeneCandidate(
                ReadingFrame.OnSequence(f.Starts[0], f.End, bases.Length, isReverse), isReverse, f.End - f.Starts[0])));
        }

        return frames;
    }

    private static IReadOnlyList<CodingGene> Take(List<GeneCandidate> frames, int bases)
    {
        var taken = new bool[bases];
        var genes = new List<GeneCandidate>();
        foreach (GeneCandidate frame in frames.OrderByDescending(f => f.Score).ThenBy(f => f.Span.Start))
        {
            if (taken.AsSpan(frame.Span.Start, frame.Span.Length).Count(true) <= GenePath.MostOverlap)
            {
                taken.AsSpan(frame.Span.Start, frame.Span.Length).Fill(true);
                genes.Add(frame);
            }
        }

        return [.. genes.OrderBy(g => g.Span.Start).Select((g, k) => g.ToGene(k + 1))];
    }
}
