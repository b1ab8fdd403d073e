using Carousel.Jobs.Text;

namespace Carousel.Jobs.Measuring;

/// <summary>
/// The fewest replacements, deletions and insertions between two sequences (Levenshtein 1966), and the error rates of
/// transcripts made of them.
/// </summary>
internal static class EditDistance
{
    /// <summary>Counts the changes.</summary>
    /// <typeparam name="T">The kind of unit.</typeparam>
    /// <param name="reference">What is right.</param>
    /// <param name="found">What was found.</param>
    /// <returns>The fewest changes in all; of equally few those with most replacements.</returns>
    public static EditCounts Of<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> found)
        where T : IEquatable<T>
    {
        // row[j]: the changes from the units of the reference so far to the first j units found.
        EditCounts[] row = [.. Enumerable.Range(0, found.Length + 1).Select(j => new EditCounts(0, 0, j, 0))];

        for (int i = 1; i <= reference.Length; i++)
        {
            EditCounts diagonal = row[0];
            row[0] = new EditCounts(0, i, 0, i);
            for (int j = 1; j <= found.Length; j++)
            {
                EditCounts above = row[j],
                    best = diagonal with
                    {
                        Substitutions = diagonal.Substitutions + (reference[i - 1].Equals(found[j - 1]) ? 0 : 1),
                        Length = i,
                    };
                best = Better(best, above with { Deletions = above.Deletions + 1, Length = i });
                best = Better(best, row[j - 1] with { Insertions = row[j - 1].Insertions + 1 });
                (diagonal, row[j]) = (above, best);
            }
        }

        return row[^1] with { Length = reference.Length };
    }

    /// <summary>The changes between two texts, word by word; words are separated by blanks.</summary>
    /// <param name="reference">What is right.</param>
    /// <param name="found">What was found.</param>
    /// <returns>Their <see cref="EditCounts.Rate"/> is the word error rate.</returns>
    public static EditCounts OfWords(string reference, string found) => Of<string>(Words(reference), Words(found));

    /// <summary>
    /// The changes between two texts, character by character as people see them; runs of blanks count as one, those at
    /// the ends as none.
    /// </summary>
    /// <param name="reference">What is right.</param>
    /// <param name="found">What was found.</param>
    /// <returns>Their <see cref="EditCounts.Rate"/> is the character error rate.</returns>
    public static EditCounts OfCharacters(string reference, string found) =>
        Of<string>(Characters(reference), Characters(found));

    private static EditCounts Better(EditCounts a, EditCounts b) =>
        b.Errors < a.Errors || (b.Errors == a.Errors && b.Substitutions > a.Substitutions) ? b : a;

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string[] Characters(string text) =>
        [.. TextElements.Of(string.Join(' ', Words(text))).Select(e => e.Character)];
}
