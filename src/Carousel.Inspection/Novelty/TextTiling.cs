namespace Carousel.Inspection.Novelty;

/// <summary>The division of a text only by its words: the baseline of a division by states.</summary>
/// <remarks>
/// Hearst 1997: rows of 20 words, blocks of 10 rows to both sides of each gap, the cosine of their counts, smoothed
/// over a gap to each side, depth scores,
/// a boundary where the depth is above their mean less half a standard deviation, with three gaps at least between two.
/// Words to leave out are given, as Hearst has a list (<see cref="FunctionWords"/>), or else are the text's 100
/// most frequent words, which works in any language but takes words of the subject too.
/// </remarks>
internal static class TextTiling
{
    private const int Row = 20;
    private const int BlockRows = 10;
    private const int Frequent = 100;
    private const int Between = 3;

    /// <summary>Divides a text.</summary>
    /// <param name="words">[N], in lower case.</param>
    /// <param name="most">How many boundaries, the deepest ones; null for all above Hearst's cutoff.</param>
    /// <param name="left">The words that are left out; null for the text's 100 most frequent ones.</param>
    /// <returns>The first words of the segments but the first, ascending; none where the text is shorter than two
    /// blocks.</returns>
    public static int[] Divide(IReadOnlyList<string> words, int? most = null, IReadOnlySet<string>? left = null)
    {
        double[] scores = Smooth(Scores(Numbers(words, left ?? Commonest(words))));
        if (scores.Length == 0)
        {
            return [];
        }

        double[] depths = [.. scores.Select((s, i) => Depth(scores, i))];
        double mean = depths.Average(), deviation = Math.Sqrt(depths.Average(d => (d - mean) * (d - mean)));
        var chosen = new List<int>();
        foreach (int gap in Enumerable.Range(0, depths.Length)
            .Where(i => depths[i] > 0 && (most is not null || depths[i] > mean - (deviation / 2)))
            .OrderByDescending(i => depths[i]).ThenBy(i => i))
        {
            if (IsValley(scores, gap) && chosen.Count < (most ?? int.MaxValue)
                && chosen.TrueForAll(c => Math.Abs(c - gap) > Between))
            {
                chosen.Add(gap);
            }
        }

        return [.. chosen.Order().Select(gap => (gap + BlockRows) * Row)];
    }

    private static HashSet<string> Commonest(IReadOnlyList<string> words)
    {
        var counts = new Dictionary<string, int>();
        foreach (string word in words)
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(Frequent)
            .Select(c => c.Key).ToHashSet();
    }

    // Numbers of words; −1 for those that are left out.
    private static int[] Numbers(IReadOnlyList<string> words, IReadOnlySet<string> left)
    {
        var numbers = new Dictionary<string, int>();
        return [
            .. words.Select(
                w => left.Contains(w) ? -1 : numbers.TryGetValue(w, out int n) ? n : numbers[w] = numbers.Count),
        ];
    }

    // The cosine at each gap with a whole block to both sides.
    private static double[] Scores(int[] numbers)
    {
        int rows = numbers.Length / Row;
        var scores = new double[Math.Max(0, rows - (2 * BlockRows) + 1)];
        for (int g = 0; g < scores.Length; g++)
        {
            Dictionary<int, int> before = Counts(numbers, g), after = Counts(numbers, g + BlockRows);
            double product = before.Sum(c => (double)c.Value * after.GetValueOrDefault(c.Key));
            double lengths = Math.Sqrt(before.Values.Sum(c => (double)c * c) * after.Values.Sum(c => (double)c * c));
            scores[g] = lengths > 0 ? product / lengths : 0;
        }

        return scores;
    }

    private static Dictionary<int, int> Counts(int[] numbers, int firstRow)
    {
        var counts = new Dictionary<int, int>();
        foreach (int number in numbers.AsSpan(firstRow * Row, BlockRows * Row))
        {
            if (number >= 0)
            {
                counts[number] = counts.GetValueOrDefault(number) + 1;
            }
        }

        return counts;
    }

    private static double[] Smooth(double[] scores) =>
        [.. scores.Select((s, i) => scores[Math.Max(0, i - 1)..Math.Min(scores.Length, i + 2)].Average())];

    private static bool IsValley(double[] scores, int i) =>
        (i == 0 || scores[i - 1] >= scores[i]) && (i == scores.Length - 1 || scores[i + 1] >= scores[i]);

    private static double Depth(double[] scores, int i)
    {
        int left = i, right = i;
        while (left > 0 && scores[left - 1] >= scores[left])
        {
            left--;
        }

        while (right < scores.Length - 1 && scores[right + 1] >= scores[right])
        {
            right++;
        }

        return scores[left] - scores[i] + scores[right] - scores[i];
    }
}
