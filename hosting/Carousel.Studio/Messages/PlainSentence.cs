using System.Text.RegularExpressions;

namespace Carousel.Studio.Messages;

/// <summary>
/// Replaces paths in sentences: a sentence contains the path at which the studio stores a file; the user knows only its
/// name, as in the command line.
/// </summary>
/// <param name="folder">The studio's folder.</param>
internal sealed partial class PlainSentence(string folder)
{
    private const string Api = "/studio/";

    // The folder is known, so that its blanks end no name.
    private readonly Regex _own = new(
        Regex.Escape(folder) + @"[/\\](?:(?:data|works|scratch)[/\\][^/\\]+[/\\](?:out[/\\])?|served[/\\])?",
        RegexOptions.CultureInvariant);

    /// <summary>The sentence with the bare names of files.</summary>
    /// <param name="sentence">The sentence.</param>
    public string Of(string sentence)
    {
        sentence = _own.Replace(sentence, "").Replace(folder, "the studio's folder", StringComparison.Ordinal);
        string[] words = Quoted().Replace(sentence, "'${name}'").Split(' ');
        for (int k = 0; k < words.Length; k++)
        {
            int name = words[k].LastIndexOfAny(['/', '\\']) + 1;
            if (name > 1 && Path.IsPathRooted(words[k]) && !words[k].StartsWith(Api, StringComparison.Ordinal))
            {
                words[k] = words[k][name..];
            }
        }

        return string.Join(' ', words);
    }

    // As the system quotes paths: 'C:\my data\a.csv', '/my data/a.csv'.
    [GeneratedRegex(@"'(?:[A-Za-z]:)?[/\\](?:[^'/\\]*[/\\])*(?<name>[^'/\\]+)'")]
    private static partial Regex Quoted();
}
