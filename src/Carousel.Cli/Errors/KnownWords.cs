namespace Carousel.Cli.Errors;

/// <summary>
/// Words that are not verbs but name what a verb does, such as <c>fraud</c>, and verbs of earlier versions. A row of
/// words.tsv has the words, a sentence, a command and a page.
/// </summary>
internal static class KnownWords
{
    /// <summary>The name of the embedded table.</summary>
    public const string Table = "words.tsv";

    /// <summary>The answer to a word: sentence, command and page.</summary>
    /// <param name="word">The first word of the command line, in any case.</param>
    /// <returns>The answer; null for a word without a row.</returns>
    public static string? Find(string word)
    {
        using var table = new StreamReader(typeof(KnownWords).Assembly.GetManifestResourceStream(Table)!);
        return table.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Skip(1)
            .Select(line => line.Split('\t'))
            .FirstOrDefault(row => row[0].Split(' ').Contains(word, StringComparer.OrdinalIgnoreCase)) is { } row
            ? $"{row[1]} Run: {row[2]} (see {row[3]})" : null;
    }
}
