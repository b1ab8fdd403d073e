using System.Text.RegularExpressions;

namespace Carousel.Cli.Errors;

/// <summary>
/// Words that are not verbs but name what a verb does, such as <c>fraud</c>, and verbs of earlier versions. A row of
/// words.tsv has the words, a sentence, a command and a page.
/// </summary>
internal static class KnownWords
{
    /// <summary>The name of the embedded table.</summary>
    public const string Table = "words.tsv";

    // Of a word of four letters or more. A doubled letter before it belongs to it, as in clipped.
    private const string Ending =
        @"(?i)(?<=\w{3})(?:(?<=(?<last>\w))\k<last>(?:ed|ing)|ed|ing|es|(?<!s)s|e)";

    /// <summary>The answer to words: sentence, command and page.</summary>
    /// <param name="words">Words of the command line, in any case. A row that names all of them with hyphens between
    /// comes first, then those of each word, first with its own ending.</param>
    /// <returns>The answer; null for words without a row.</returns>
    public static string? Find(params string[] words)
    {
        using var table = new StreamReader(typeof(KnownWords).Assembly.GetManifestResourceStream(Table)!);
        string rows = table.ReadToEnd();
        return words.Prepend(string.Join('-', words)).Select(Regex.Escape)
            .SelectMany(word => (string[])[word, Regex.Replace(word, Ending + "$", "") + $"(?:{Ending})?"])
            .Select(word => Regex.Match(rows, $@"(?im)(?<=\n)(?:\S+ )*{word}(?: \S+)*\t(.+)\t(.+)\t(\S+)"))
            .FirstOrDefault(row => row.Success)?.Result("$1 Run: $2 (see $3)");
    }
}
