using Grams = (long Found, long Wanted, long Both);

namespace Carousel.Jobs.Measuring;

/// <summary>
/// chrF2 of a corpus, as sacreBLEU computes it by default: runs of 1 to 6 characters without white space, recall twice
/// as important as precision, 0 … 100. If a line has several references, the best counts.
/// </summary>
/// <remarks>Popović 2015 and 2016. Orders of which either side has no run are left out of the means.</remarks>
internal static class CharacterScore
{
    /// <summary>What was computed, in sacreBLEU's words.</summary>
    public const string Signature = "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no";

    private const int Order = 6;
    private const double Factor = 4;

    /// <summary>Scores translations.</summary>
    /// <param name="found">The translations.</param>
    /// <param name="references">Those of each.</param>
    public static double Of(IReadOnlyList<string> found, string[][] references)
    {
        GramCounts.Require(found.Count, references.Length);
        return Score(GramCounts.Sum(Order, found.Select((line, k) =>
        {
            string[] own = Characters(line);
            return references[k].Select(r => Counts(own, Characters(r))).MaxBy(Score)!;
        })));
    }

    // A line whose reference has no such run gives no chance to miss one.
    private static Grams[] Counts(string[] own, string[] reference) =>
        [.. GramCounts.Of(Order, own, reference).Select(c => c.Wanted == 0 ? default : c)];

    private static double Score(Grams[] counts)
    {
        Grams[] orders = [.. counts.Where(c => c.Found > 0 && c.Wanted > 0)];
        double precision = orders.Select(c => (double)c.Both / c.Found).DefaultIfEmpty().Average();
        double recall = orders.Select(c => (double)c.Both / c.Wanted).DefaultIfEmpty().Average();
        return precision + recall == 0 ? 0 : 100 * (1 + Factor) * precision * recall / ((Factor * precision) + recall);
    }

    private static string[] Characters(string line) =>
        [.. string.Concat(WhiteSpace.Split(line)).EnumerateRunes().Select(r => r.ToString())];
}
