namespace Carousel.Genomes.Genes;

/// <summary>
/// The genes with the largest sum of scores of which neighbours overlap little: a dynamic programme over candidates in
/// the order of their ends.
/// </summary>
internal static class GenePath
{
    /// <summary>The most bases that neighbours share.</summary>
    public const int MostOverlap = 90;

    /// <summary>Chooses.</summary>
    /// <param name="candidates">Candidates with scores; those of 0 and less are never chosen.</param>
    /// <returns>The chosen ones in ascending order.</returns>
    public static IReadOnlyList<GeneCandidate> Best(IEnumerable<GeneCandidate> candidates)
    {
        GeneCandidate[] all =
        [
            .. candidates.Where(c => c.Score > 0).OrderBy(c => c.Span.End).ThenBy(c => c.Span.Start)
                .ThenBy(c => c.IsReverse),
        ];
        var best = new double[all.Length];
        var before = new int[all.Length];

        // Which candidate ends the best path among the first n.
        var leader = new int[all.Length + 1];
        leader[0] = -1;
        for (int i = 0; i < all.Length; i++)
        {
            int free = ~all.AsSpan(0, i).BinarySearch(new Place(all[i].Span.Start));
            (double sum, int from) = leader[free] < 0 ? (0, -1) : (best[leader[free]], leader[free]);
            for (int j = free; j < i && all[j].Span.End <= all[i].Span.Start + MostOverlap; j++)
            {
                bool follows = all[j].Span.Start < all[i].Span.Start && all[j].Span.End < all[i].Span.End;
                if (follows && best[j] > sum)
                {
                    (sum, from) = (best[j], j);
                }
            }

            (best[i], before[i]) = (sum + all[i].Score, from);
            leader[i + 1] = leader[i] < 0 || best[i] > best[leader[i]] ? i : leader[i];
        }

        var chosen = new List<GeneCandidate>();
        for (int i = leader[all.Length]; i >= 0; i = before[i])
        {
            chosen.Add(all[i]);
        }

        chosen.Reverse();
        return chosen;
    }

    // After all candidates that end at or before it, and equal to none: a search finds the first that ends after it.
    private readonly record struct Place(int Number) : IComparable<GeneCandidate>
    {
        public int CompareTo(GeneCandidate other) => other.Span.End <= Number ? 1 : -1;
    }
}
