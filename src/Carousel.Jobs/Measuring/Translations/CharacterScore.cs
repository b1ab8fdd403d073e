namespace Carousel.Jobs.Measuring;

/// <summary>
/// chrF2 of a corpus with one reference for each line, as sacreBLEU computes it by default: runs of 1 to 6 characters
/// without white space, recall twice as important as precision, 0 … 100.
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
    /// <param name="references">As many references.</param>
    /// <returns>chrF2, 0 … 100.</returns>
    /// <exception cref="ArgumentException">There are not as many.</exception>
    public static double Of(IReadOnlyList<string> found, IReadOnlyList<string> references)
    {
        if (found.Count != references.Count)
        {
            throw new ArgumentException(
                $"There are {found.Count} translations, but {references.Count} references.", nameof(references));
        }

        var counts = new (long Found, long Wanted, long Both)[Order];
        for (int line = 0; line < found.Count; line++)
        {
            string[] own = Characters(found[line]), reference = Characters(references[line]);
            for (int n = 0; n < Order; n++)
            {
                (long grams, long wanted, long both) = GramCounts.Of(own, reference, n + 1);

                // A line whose reference has no such run gives no chance to miss one.
                counts[n] = (
                    counts[n].Found + (wanted == 0 ? 0 : grams), counts[n].Wanted + wanted, counts[n].Both + both);
            }
        }

        (long Found, long Wanted, long Both)[] orders = [.. counts.Where(c => c.Found > 0 && c.Wanted > 0)];
        double precision = orders.Select(c => (double)c.Both / c.Found).DefaultIfEmpty().Average();
        double recall = orders.Select(c => (double)c.Both / c.Wanted).DefaultIfEmpty().Average();
        return precision + recall == 0 ? 0 : 100 * (1 + Factor) * precision * recall / ((Factor * precision) + recall);
    }

    private static string[] Characters(string line) =>
        [.. string.Concat(WhiteSpace.Split(line)).EnumerateRunes().Select(r => r.ToString())];
}
