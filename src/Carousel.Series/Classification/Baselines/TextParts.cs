using Carousel.Jobs.Text;

namespace Carousel.Classification;

/// <summary>
/// What is counted in a text: its words, its pairs of neighbouring words, and the runs of three to five letters in its
/// words, which represent endings, misspelt words and unknown words. Words after an English negation are counted as
/// their opposite, without letters: "not boring" as evidence against "boring".
/// </summary>
/// <remarks>
/// A part is in a text or not: how often says little of short texts (Wang and Manning 2012). The reach of a negation
/// was chosen by cross-validation.
/// </remarks>
internal static class TextParts
{
    /// <summary>How many numbers there are: each is a whole number in single precision too, as a model file keeps
    /// it.</summary>
    public const int Numbers = 1 << 24;

    private const int ShortestRun = 3, LongestRun = 5;
    private const int NegatedWords = 2;
    private const string Begin = "<", End = ">";

    private static readonly HashSet<string> _negations =
    [
        "not", "no", "never", "nor", "neither", "without", "hardly", "barely", "rarely", "cannot", "nothing",
    ];

    /// <summary>The parts of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="letters">Whether runs of letters are parts.</param>
    /// <returns>Their numbers, rising, each once; ~n of a negated word with the number n.</returns>
    public static int[] Of(string text, bool letters)
    {
        var found = new HashSet<int>();
        var runs = new HashSet<string>();
        string before = Begin;
        int negated = 0;
        foreach ((string word, _) in TextUnits.Words(text))
        {
            negated = char.IsLetterOrDigit(word[0]) ? negated : 0;
            int number = new TextHash().With(word).Within(Numbers);
            found.Add(negated > 0 ? ~number : number);
            found.Add(Pair(before, word));
            if (letters && negated == 0 && runs.Add(word))
            {
                AddRuns(found, word);
            }

            negated = IsNegation(word) ? NegatedWords : Math.Max(0, negated - 1);
            before = word;
        }

        found.Add(Pair(before, End));
        int[] parts = [.. found];
        Array.Sort(parts);
        return parts;
    }

    /// <summary>The number of a part or its place, whether negated or not.</summary>
    /// <param name="part">The number or place; ~n of a negated one.</param>
    public static int Bare(int part) => Math.Max(part, ~part);

    /// <summary>1; −1 of a negated part.</summary>
    /// <param name="part">Its number or place.</param>
    public static int Sign(int part) => part < 0 ? -1 : 1;

    private static bool IsNegation(string word) =>
        _negations.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal)
        || word.EndsWith("n’t", StringComparison.Ordinal);

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
