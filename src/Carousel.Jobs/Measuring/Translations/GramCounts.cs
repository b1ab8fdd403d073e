using Grams = (long Found, long Wanted, long Both);

namespace Carousel.Jobs.Measuring;

/// <summary>Runs of neighbours in a text and its references: how many each has, and how many both.</summary>
internal static class GramCounts
{
    /// <summary>Counts runs of 1 to n.</summary>
    /// <param name="n">How many neighbours at most.</param>
    /// <param name="found">The units of the text.</param>
    /// <param name="wanted">The units of each reference.</param>
    /// <returns>Runs of the text, of the first reference, and of both: a run counts as often as in the reference that
    /// has most of it, but not more often than in the text.</returns>
    public static Grams[] Of(int n, IReadOnlyList<string> found, params IReadOnlyList<string>[] wanted) =>
        [.. Enumerable.Range(1, n).Select(n =>
        {
            Dictionary<string, int>[] references = [.. wanted.Select(w => Count(w, n))];
            long both = Count(found, n).Sum(
                g => (long)Math.Min(g.Value, references.Max(r => r.GetValueOrDefault(g.Key))));
            return (Math.Max(0, found.Count - n + 1), Math.Max(0, wanted[0].Count - n + 1), both);
        })];

    /// <summary>Adds up counts of runs of 1 to n.</summary>
    public static Grams[] Sum(int n, IEnumerable<Grams[]> lines) => lines.Aggregate(new Grams[n], (sum, line) =>
        [.. sum.Zip(line, (a, b) => (a.Found + b.Found, a.Wanted + b.Wanted, a.Both + b.Both))]);

    /// <summary>Throws where there are not as many references as translations.</summary>
    /// <exception cref="ArgumentException">There are not.</exception>
    public static void Require(int found, int references)
    {
        if (found != references)
        {
            throw new ArgumentException(
                $"There are {found} translations, but {references} references.", nameof(references));
        }
    }

    // A unit holds no white space, so a space between units keeps runs apart.
    private static Dictionary<string, int> Count(IReadOnlyList<string> units, int n) =>
        Enumerable.Range(0, Math.Max(0, units.Count - n + 1))
            .CountBy(at => string.Join(' ', units.Skip(at).Take(n))).ToDictionary();
}
