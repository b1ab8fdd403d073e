namespace Carousel.Jobs.Reading;

/// <summary>
/// Finds the name that was probably meant, by the number of letters added, left out, changed or swapped.
/// </summary>
internal static class NearestName
{
    /// <summary>The nearest of some names, if one is near.</summary>
    /// <param name="name">The name as it was written.</param>
    /// <param name="names">The names there are.</param>
    /// <returns>The nearest name, or null where even that differs in two letters, or, for nine letters and more, in a
    /// third of them.</returns>
    public static string? Find(string name, IEnumerable<string> names)
    {
        string? best = null;
        int least = Math.Max(2, name.Length / 3);
        foreach (string candidate in names)
        {
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least && distance < Math.Max(name.Length, candidate.Length))
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>A question that can follow a sentence.</summary>
    /// <param name="name">The name as it was written.</param>
    /// <param name="names">The names there are.</param>
    /// <returns><c> Did you mean 'x'?</c>, or nothing where no name is near.</returns>
    public static string Question(string name, IEnumerable<string> names) =>
        Find(name, names) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>Names of which one is meant.</summary>
    /// <param name="names">One or more.</param>
    /// <returns>Such as <c>a, b or c</c>.</returns>
    public static string Either(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";

    /// <summary>Damerau and Levenshtein's distance with swaps of neighbours (optimal string alignment).</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <returns>How many letters were added, left out, changed or swapped.</returns>
    public static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                int least = Math.Min(cost[i - 1, j - 1] + change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                cost[i, j] = swapped ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
            }
        }

        return cost[a.Length, b.Length];
    }
}
