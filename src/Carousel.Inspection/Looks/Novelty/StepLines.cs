using Carousel.Inspection.Novelty;
using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>Where the lines, paragraphs and sentences of a text begin, in steps.</summary>
internal static class StepLines
{
    /// <summary>The first step of each line; a step that ends a line belongs to that line.</summary>
    /// <param name="sequence">A text.</param>
    public static List<int> Starts(InspectedSequence sequence)
    {
        var starts = new List<int> { 0 };
        for (int t = 0; t < sequence.StepNames.Count; t++)
        {
            starts.AddRange(Enumerable.Repeat(t + 1, sequence.StepNames[t].Count(c => c == '\n')));
        }

        return starts;
    }

    /// <summary>
    /// Where boundaries can stand: at paragraphs where blank lines part them, else at lines, else at sentences; null
    /// for everywhere.
    /// </summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="window">Places that are fewer than the windows say too little.</param>
    /// <returns>The places and their name, such as <c>lines</c>.</returns>
    public static (BoundaryPlaces Places, string Name)? Places(InspectedSequence sequence, int window)
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
        foreach ((int[] places, string name) in new[] { (paragraphs, "paragraphs"),
            ([.. lines.Where(s => s > 0 && s < T)], "lines"), (sentences, "sentences") })
        {
            if (places.Distinct().Count() >= least)
            {
                return (new BoundaryPlaces(places), name);
            }
        }

        return null;
    }

    private static char First(string name) => name.Length > 0 ? name[0] : ' ';
}
