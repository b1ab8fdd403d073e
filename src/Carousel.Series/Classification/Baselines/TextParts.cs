using Carousel.Jobs.Text;

namespace Carousel.Classification;

/// <summary>
/// What is counted in a text: its words, its pairs of neighbouring words, and the runs of three to five letters in its
/// words, which represent endings, misspelt words and unknown words.
/// </summary>
/// <remarks>A part is in a text or not: how often says little of short texts (Wang and Manning 2012).</remarks>
internal static class TextParts
{
    /// <summary>How many numbers there are: each is a whole number in single precision too, as a model file keeps
    /// it.</summary>
    public const int Numbers = 1 << 24;

    private const int ShortestRun = 3, LongestRun = 5;
    private const string Begin = "<", End = ">";

    /// <summary>The parts of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="letters">Whether runs of letters are parts.</param>
    /// <returns>Their numbers, rising, each once.</returns>
    public static int[] Of(string text, bool letters)
    {
        var found = new HashSet<int>();
        var runs = new HashSet<string>();
        string before = Begin;
        foreach ((string word, _) in TextUnits.Words(text))
        {
            found.Add(new TextHash().With(word).Within(Numbers));
            found.Add(Pair(before, word));
            if (letters && runs.Add(word))
            {
                AddRuns(found, word);
            }

            before = word;
        }

        found.Add(Pair(before, End));
        int[] parts = [.. found];
        Array.Sort(parts);
        return parts;
    }

    private static int Pair(string first, string second) =>
        new TextHash().With(first).With(second).Within(Numbers);

    private static void AddRuns(HashSet<int> found, string word)
    {
        ReadOnlySpan<char> whole = $" {word} ";
        TextHash run = new TextHash().With("letters");
        for (int length = ShortestRun; length <= LongestRun; length++)
        {
            for (int at = 0; at + length <= whole.Length; at++)
            {
                found.Add(run.With(whole.Slice(at, length)).Within(Numbers));
            }
        }
    }
}
