using Carousel.Jobs.Text;

namespace Carousel.Classification;

/// <summary>
/// What is counted in a text: its words, its pairs of neighbouring words, and the runs of three to five letters in its
/// words, which represent endings, misspelt words and unknown words. What follows an English negation, up to its first
/// word of content, is counted as its opposite: "not a boring film" as evidence against "boring".
/// </summary>
/// <remarks>
/// A part is in a text or not: how often says little of short texts (Wang and Manning 2012). A negated word and its
/// runs are also parts by themselves: the weight of a negated word is −1.5 times the weight of the word plus a
/// correction, and both are regularised, so that few texts change little of it. Letters of a negation are not counted,
/// because they would decide short texts. These rules were chosen by cross-validation and on sentences made by rule.
/// </remarks>
internal static class TextParts
{
    /// <summary>How many numbers there are: each is a whole number in single precision too, as a model file keeps
    /// it.</summary>
    public const int Numbers = 1 << 24;

    private const int ShortestRun = 3, LongestRun = 5;
    private const string Begin = "<", End = ">", Negated = "not:";

    private static readonly HashSet<string> _negations =
        [.. "not no never nor neither without hardly barely rarely cannot nothing".Split(' ')];

    // They do not end the reach of a negation.
    private static readonly HashSet<string> _functionWords =
        [.. "a an the be been very so that too quite really much as all at any to even only in of this it".Split(' ')];

    /// <summary>The parts of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="letters">Whether runs of letters are parts.</param>
    /// <returns>Their numbers, rising, each once; ~n of a negated word with the number n.</returns>
    public static int[] Of(string text, bool letters)
    {
        var found = new HashSet<int>();
        var runs = new HashSet<string>();
        string before = Begin;
        (bool isNegated, bool wasNegated, bool wasNegation) = (false, false, false);
        foreach ((string word, _) in TextUnits.Words(text))
        {
            bool isNegation = IsNegation(word);
            isNegated &= char.IsLetterOrDigit(word[0]) && !isNegation;
            Add(new TextHash().With(word).Within(Numbers), isNegated);

            // A pair with the negation itself contains it.
            Add(Pair(before, word), (isNegated || wasNegated) && !isNegation && !wasNegation);
            if (isNegated)
            {
                found.Add(Pair(Negated, word));
            }

            if (letters && !isNegation && runs.Add(isNegated ? Negated + word : word))
            {
                AddRuns(word, isNegated);
            }

            (before, wasNegated, wasNegation) = (word, isNegated, isNegation);
            isNegated = isNegation || (isNegated && _functionWords.Contains(word));
        }

        found.Add(Pair(before, End));
        int[] parts = [.. found];
        Array.Sort(parts);
        return parts;

        void Add(int number, bool isOpposite) => found.Add(isOpposite ? ~number : number);

        void AddRuns(string word, bool isOpposite)
        {
            ReadOnlySpan<char> whole = $" {word} ";
            (TextHash run, TextHash negated) = (new TextHash().With("letters"), new TextHash().With(Negated));
            for (int length = ShortestRun; length <= LongestRun; length++)
            {
                for (int at = 0; at + length <= whole.Length; at++)
                {
                    ReadOnlySpan<char> own = whole.Slice(at, length);
                    Add(run.With(own).Within(Numbers), isOpposite);
                    if (isOpposite)
                    {
                        found.Add(negated.With(own).Within(Numbers));
                    }
                }
            }
        }
    }

    /// <summary>The number of a part or its place, whether negated or not.</summary>
    /// <param name="part">The number or place; ~n of a negated one.</param>
    public static int Bare(int part) => Math.Max(part, ~part);

    /// <summary>How much a part counts: 1; less than −1 for a negated part, because a negation is emphatic.</summary>
    /// <param name="part">Its number or place.</param>
    public static double Sign(int part) => part < 0 ? -1.5 : 1;

    private static bool IsNegation(string word) =>
        _negations.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal)
        || word.EndsWith("n’t", StringComparison.Ordinal);

    private static int Pair(string first, string second) =>
        new TextHash().With(first).With(second).Within(Numbers);
}
