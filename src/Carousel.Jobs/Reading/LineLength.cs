using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>How long a line of text may be that a network reads or writes whole.</summary>
internal static class LineLength
{
    /// <summary>The most words.</summary>
    public const int MostWords = 400;

    /// <summary>The most characters: a text without blanks is one word, however long.</summary>
    public const int MostCharacters = 4000;

    /// <summary>Refuses a line that is too long.</summary>
    /// <param name="text">The line.</param>
    /// <param name="name">How messages call the file.</param>
    /// <param name="line">The line's number.</param>
    /// <exception cref="DataFormatException">It has too many words or characters.</exception>
    public static void Require(string text, string name, long line)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > MostWords)
        {
            throw new DataFormatException(
                name, line, 0,
                Invariant.Of(
                    $"the line has {words.Length:N0} words, and at most {MostWords} are read. Divide it into "
                    + $"sentences, a line each."));
        }

        if (text.Length > MostCharacters)
        {
            string longest = words.MaxBy(w => w.Length) ?? "";
            throw new DataFormatException(
                name, line, text.IndexOf(longest, StringComparison.Ordinal) + 1,
                Invariant.Of(
                    $"the line has {text.Length:N0} characters, {longest.Length:N0} of them without a blank from here "
                    + $"on, and at most {MostCharacters:N0} are read. Write blanks between words and one sentence per "
                    + $"line, or remove the line."));
        }
    }
}
