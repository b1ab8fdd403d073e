using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>Where the lines, paragraphs and sentences of a text begin, in steps.</summary>
internal static class StepLines
{
    /// <summary>
    /// Where boundaries can stand: at paragraphs where blank lines part them, else at lines, else at sentences; null
    /// for everywhere.
    /// </summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="window">Places that are fewer than the windows say too little.</param>
    /// <returns>The places in ascending order and their name, such as <c>lines</c>.</returns>
    public static (int[] Places, string Name)? Places(InspectedSequence sequence, int window)
    {
        int T = sequence.Steps, least = Math.Max(2, T / window);
        List<int> lines = Starts(sequence);
        int[] paragraphs = [.. lines.Where((s, l) => l > 1 && lines[l - 1] == s - 1 && s < T)];
        int[] sentences =
        [
            .. Enumerable.Range(1, Math.Max(0, sequence.StepNames.Count - 1))
                .Where(
                    t => sequence.StepNames[t - 1].TrimEnd() is [.., '.' or '!' or '?']
                        && char.IsLetter(First(sequence.StepNames[t]))),
        ];
        foreach ((int[] all, string name) in new[] { (paragraphs, "paragraphs"),
            ([.. lines.Where(s => s > 0 && s < T)], "lines"), (sentences, "sentences") })
        {
            int[] places = [.. all.Distinct()];
            if (places.Length >= least)
            {
                return (places, name);
            }
        }

        return null;
    }

    /// <summary>Moves boundaries to the nearest places, of two equally near to the earlier one.</summary>
    /// <param name="places">The places, ascending; at least one.</param>
    /// <param name="boundaries">Steps.</param>
    /// <returns>Places, ascending; boundaries that meet become one.</returns>
    public static int[] Nearest(int[] places, IEnumerable<int> boundaries) =>
        [.. boundaries.Select(b => places.MinBy(p => Math.Abs(p - b))).Distinct().Order()];

    // The first step of each line; a step that ends a line belongs to that line.
    private static List<int> Starts(InspectedSequence sequence)
    {
        var starts = new List<int> { 0 };
        for (int t = 0; t < sequence.StepNames.Count; t++)
        {
            starts.AddRange(Enumerable.Repeat(t + 1, sequence.StepNames[t].Count(c => c == '\n')));
        }

        return starts;
    }

    private static char First(string name) => name.Length > 0 ? name[0] : ' ';
}
