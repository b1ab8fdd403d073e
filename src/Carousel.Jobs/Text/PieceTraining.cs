using System.Text;

namespace Carousel.Jobs.Text;

/// <summary>
/// Finds byte-pair pieces: the pair of neighbours that stands most often becomes one piece, again and again.
/// </summary>
internal static class PieceTraining
{
    private const int LeastCount = 2;

    /// <summary>
    /// The parts of a text that no piece crosses: a word with the space before it, a run of other marks, white space.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The parts, which together are the text.</returns>
    public static IEnumerable<string> Chunks(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            at += text[at] == ' ' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]) ? 1 : 0;
            int kind = Kind(text[at]);
            do
            {
                at++;
            }
            while (at < text.Length && Kind(text[at]) == kind && (kind > 0 || text[at] != ' '));

            yield return text[start..at];
        }
    }

    /// <summary>Trains.</summary>
    /// <param name="text">The text.</param>
    /// <param name="merges">How many pieces are to be made.</param>
    /// <returns>The pieces in the order in which they were made, each byte as the character of that number. Equal
    /// counts: the pair that sorts first.</returns>
    public static IReadOnlyList<string> Merge(string text, int merges)
    {
        List<string>[] words = [];
        long[] counts = [];
        Count(text, ref words, ref counts);
        var pieces = new List<string>();
        var known = new HashSet<string>();
        var pairs = new Dictionary<(string Left, string Right), (long Count, HashSet<int> Words)>();
        for (int w = 0; w < words.Length; w++)
        {
            Add(pairs, words[w], counts[w], w);
        }

        while (pieces.Count < merges && pairs.Count > 0)
        {
            ((string left, string right), (long count, HashSet<int> inside)) = pairs
                .MaxBy(p => (p.Value.Count, new Earliest(p.Key)));
            if (count < LeastCount)
            {
                break;
            }

            if (known.Add(left + right))
            {
                pieces.Add(left + right);
            }

            foreach (int w in inside.Order().ToArray())
            {
                Add(pairs, words[w], -counts[w], w);
                Join(words[w], left, right);
                Add(pairs, words[w], counts[w], w);
            }
        }

        return pieces;
    }

    private static void Count(string text, ref List<string>[] words, ref long[] counts)
    {
        KeyValuePair<string, int>[] found =
        [
            .. Vocabulary.CountOf(Chunks(text)).OrderBy(c => c.Key, StringComparer.Ordinal),
        ];
        words = [.. found.Select(c => Encoding.UTF8.GetBytes(c.Key).Select(b => ((char)b).ToString()).ToList())];
        counts = [.. found.Select(c => (long)c.Value)];
    }

    /// <summary>Adds a word's pairs, or takes them away where the count is negative.</summary>
    private static void Add(
        Dictionary<(string Left, string Right), (long Count, HashSet<int> Words)> pairs, List<string> word, long count,
        int number)
    {
        for (int i = 0; i + 1 < word.Count; i++)
        {
            (string, string) pair = (word[i], word[i + 1]);
            (long before, HashSet<int> inside) = pairs.TryGetValue(pair, out (long, HashSet<int>) held)
                ? held
                : (0, []);
            if (before + count == 0)
            {
                pairs.Remove(pair);
                continue;
            }

            // A word that has lost the pair may stay in its set: joining finds nothing there.
            inside.Add(number);
            pairs[pair] = (before + count, inside);
        }
    }

    private static void Join(List<string> word, string left, string right)
    {
        for (int i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] == left && word[i + 1] == right)
            {
                word[i] += right;
                word.RemoveAt(i + 1);
            }
        }
    }

    private static int Kind(char c) => char.IsWhiteSpace(c) ? 0 : char.IsLetter(c) ? 1 : char.IsDigit(c) ? 2 : 3;

    /// <summary>The pair that sorts first is the largest.</summary>
    private readonly record struct Earliest((string Left, string Right) Pair) : IComparable<Earliest>
    {
        public int CompareTo(Earliest other)
        {
            int left = string.CompareOrdinal(other.Pair.Left, Pair.Left);
            return left != 0 ? left : string.CompareOrdinal(other.Pair.Right, Pair.Right);
        }
    }
}
