namespace Carousel.Jobs.Measuring;

/// <summary>Runs of neighbours in two texts: how many each has, and how many both.</summary>
internal static class GramCounts
{
    /// <summary>Counts runs of n.</summary>
    /// <param name="found">The units of the first text.</param>
    /// <param name="wanted">The units of the second.</param>
    /// <param name="n">How many neighbours, 1 or more.</param>
    /// <returns>Runs of the first, of the second, and of both: a run counts as often as it occurs in the text that has
    /// fewer of it.</returns>
    public static (long Found, long Wanted, long Both) Of(
        IReadOnlyList<string> found, IReadOnlyList<string> wanted, int n)
    {
        Dictionary<string, int> own = Count(found, n), reference = Count(wanted, n);
        long both = own.Sum(g => (long)Math.Min(g.Value, reference.GetValueOrDefault(g.Key)));
        return (Math.Max(0, found.Count - n + 1), Math.Max(0, wanted.Count - n + 1), both);
    }

    // A unit holds no white space, so a space between units keeps runs apart.
    private static Dictionary<string, int> Count(IReadOnlyList<string> units, int n)
    {
        var counts = new Dictionary<string, int>();
        for (int at = 0; at + n <= units.Count; at++)
        {
            string gram = string.Join(' ', units.Skip(at).Take(n));
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        return counts;
    }
}
