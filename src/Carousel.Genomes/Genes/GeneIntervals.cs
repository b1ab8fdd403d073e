using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;

namespace Carousel.Genomes.Genes;

/// <summary>How sure scores of found genes are: genes, true ones and wrongly found ones, are drawn again.</summary>
/// <param name="known">What is known of each sequence.</param>
internal sealed class GeneIntervals(IReadOnlyList<GenomeAnnotation> known)
{
    private const ulong Seed = 1;

    /// <summary>95 % of an F1, of exact stops or of whole genes; null where there are too few.</summary>
    /// <param name="found">The genes found in each sequence.</param>
    /// <param name="by">What is compared.</param>
    public ConfidenceInterval? Of<T>(IReadOnlyList<IReadOnlyList<CodingGene>> found, Func<CodingGene, T> by)
    {
        (int True, int Found)[] units = [.. Units(found, by).Select(u => (u.True ? 1 : 0, u.Found ? 1 : 0))];

        // If all genes are correct, every resample gives the same value, so the bootstrap has no width.
        return Array.TrueForAll(units, u => u == (1, 1)) && units.Length > 0
            ? BinomialInterval.Wilson(units.Length, units.Length)
            : Bootstrap.Interval(units.Length, drawn =>
        {
            (int right, int all) = (0, 0);
            foreach (int k in drawn)
            {
                (right, all) = (right + (units[k].True * units[k].Found), all + units[k].True + units[k].Found);
            }

            return all == 0 ? double.NaN : 2.0 * right / all;
        }, Seed);
    }

    /// <summary>What a network adds to the counting: by the stops that are missed or found wrongly.</summary>
    /// <param name="answer">The genes found with both.</param>
    /// <param name="counting">Those found without the network.</param>
    /// <param name="share">How much of the network is added.</param>
    public BaselineEffect Effect(
        IReadOnlyList<IReadOnlyList<CodingGene>> answer, IReadOnlyList<IReadOnlyList<CodingGene>> counting,
        double share)
    {
        var own = Units(answer, g => g.Stop).ToDictionary(u => u.Key, u => u.True != u.Found);
        var other = Units(counting, g => g.Stop).ToDictionary(u => u.Key, u => u.True != u.Found);
        var stops = own.Keys.Union(other.Keys).ToList();
        var test = PairedForecastTest.Of(
            [.. stops.Select(s => own.GetValueOrDefault(s) ? 1.0 : 0)],
            [.. stops.Select(s => other.GetValueOrDefault(s) ? 1.0 : 0)], overlap: 0);
        return new BaselineEffect("counting", share, test.Relative, test.Interval);
    }

    private IEnumerable<((int, T) Key, bool True, bool Found)> Units<T>(
        IReadOnlyList<IReadOnlyList<CodingGene>> found, Func<CodingGene, T> by) =>
        known.Zip(found).SelectMany((pair, s) =>
        {
            HashSet<T> own = [.. pair.First.Genes.Select(by)],
                other = [.. GeneScores.Counted(pair.First, pair.Second).Select(by)];
            return own.Union(other).Select(key => ((s, key), own.Contains(key), other.Contains(key)));
        });
}
