namespace Carousel.Tasks.Genomes.Genes;

/// <summary>From what a network says of every base to genes along a legal path: a start codon, whole codons, no stop codon before the last, short overlaps.</summary>
/// <remarks>
/// The score of a candidate is the sum over its bases of ln p(its codon's place and strand) − ln p(outside), each within ±<see cref="Limit"/>, and the same of its start and stop, less
/// what a gene has to bring.
/// </remarks>
internal static class GeneDecoder
{
    /// <summary>The shortest gene in bases, the stop codon among them.</summary>
    public const int Shortest = 60;

    private const double Limit = 4;
    private const double SiteLimit = 12;
    private const int MostStarts = 6;

    /// <summary>Candidates of both strands.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="coding">[T, classes], logarithms.</param>
    /// <param name="sites">[T, 5], logarithms.</param>
    public static IReadOnlyList<GeneCandidate> Candidates(byte[] bases, float[] coding, float[] sites)
    {
        var candidates = new List<GeneCandidate>();
        foreach (bool isReverse in new[] { false, true })
        {
            byte[] strand = isReverse ? Bases.ReverseComplement(bases) : bases;
            double[] odds = Odds(bases.Length, coding, isReverse);
            foreach (ReadingFrame frame in ReadingFrame.All(strand, Shortest))
            {
                double stop = Site(bases.Length, sites, frame.End - 1, GeneClasses.Stop, isReverse);
                candidates.AddRange(frame.Starts.Where(s => frame.End - s >= Shortest)
                    .Select(s => new GeneCandidate(
                        ReadingFrame.OnSequence(s, frame.End, bases.Length, isReverse), isReverse,
                        odds[frame.End] - odds[s] + stop + Site(bases.Length, sites, s, GeneClasses.Start, isReverse)))
                    .OrderByDescending(c => c.Score).Take(MostStarts));
            }
        }

        return candidates;
    }

    /// <summary>The genes.</summary>
    /// <param name="candidates">See <see cref="Candidates"/>.</param>
    /// <param name="least">What a gene has to bring.</param>
    public static IReadOnlyList<CodingGene> Genes(IReadOnlyList<GeneCandidate> candidates, double least) =>
        [.. GenePath.Best(candidates.Select(c => c with { Score = c.Score - least })).Select((c, k) => c.ToGene(k + 1))];

    /// <summary>The genes of a genome with introns: the best path of each strand, and of both together those that do not lie on each other.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="coding">[T, 9], logarithms.</param>
    /// <param name="sites">[T, 5], logarithms.</param>
    /// <param name="least">What a gene has to bring.</param>
    public static IReadOnlyList<CodingGene> Spliced(byte[] bases, float[] coding, float[] sites, double least)
    {
        var parts = new Dictionary<(BaseSpan, bool), IReadOnlyList<BaseSpan>>();
        var candidates = new List<GeneCandidate>();
        foreach (bool isReverse in new[] { false, true })
        {
            byte[] strand = isReverse ? Bases.ReverseComplement(bases) : bases;
            foreach ((IReadOnlyList<BaseSpan> found, double score) in SplicedPath.Find(strand, StrandScores(bases.Length, coding, sites, isReverse), least))
            {
                BaseSpan[] own = [.. found.Select(p => ReadingFrame.OnSequence(p.Start, p.End, bases.Length, isReverse)).OrderBy(p => p.Start)];
                var span = new BaseSpan(own[0].Start, own[^1].End);
                parts[(span, isReverse)] = own;
                candidates.Add(new GeneCandidate(span, isReverse, score));
            }
        }

        return [.. GenePath.Best(candidates).Select((c, k) => c.ToGene(k + 1) with { Parts = parts[(c.Span, c.IsReverse)] })];
    }

    private static float[] StrandScores(int length, float[] coding, float[] sites, bool isReverse)
    {
        const int columns = 6, classes = 9;
        var scores = new float[length * columns];
        for (int t = 0; t < length; t++)
        {
            int at = isReverse ? length - 1 - t : t;
            ReadOnlySpan<float> own = coding.AsSpan(at * classes, classes);
            ReadOnlySpan<int> strand = isReverse ? [4, 5, 6, 8] : [1, 2, 3, 7];
            double sum = 0;
            foreach (int c in strand)
            {
                sum += Math.Exp(own[c]);
            }

            double other = Math.Log(Math.Max(1e-6, 1 - sum));
            for (int k = 0; k < strand.Length; k++)
            {
                scores[(t * columns) + k] = (float)(own[strand[k]] - other);
            }

            scores[(t * columns) + 4] = (float)Site(length, sites, t, GeneClasses.Start, isReverse);
            scores[(t * columns) + 5] = (float)Site(length, sites, t, GeneClasses.Stop, isReverse);
        }

        return scores;
    }

    // odds[t + 3] − odds[t] is what the codon at t brings: sums along each of the three frames of a strand.
    private static double[] Odds(int length, float[] coding, bool isReverse)
    {
        var odds = new double[length + 1];
        int C = coding.Length / Math.Max(1, length);
        for (int t = 0; t + Codons.Length <= length; t++)
        {
            double codon = 0;
            for (int place = 0; place < Codons.Length; place++)
            {
                int at = isReverse ? length - 1 - (t + place) : t + place;
                codon += Math.Clamp(coding[(at * C) + GeneClasses.Codon(place, isReverse)] - coding[(at * C) + GeneClasses.Outside], -Limit, Limit);
            }

            odds[t + Codons.Length] = odds[t] + codon;
        }

        return odds;
    }

    private static double Site(int length, float[] sites, int place, int site, bool isReverse)
    {
        const int classes = 5;
        int at = isReverse ? length - 1 - place : place;
        return Math.Clamp(sites[(at * classes) + site + (isReverse ? 1 : 0)] - sites[at * classes], -SiteLimit, SiteLimit);
    }
}
