using System.CommandLine;

namespace Carousel.Cli.Commands;

/// <summary>The command line as a person would type it again.</summary>
internal static class CommandLineText
{
    /// <summary>The words with quotation marks where a shell needs them. Options that only change what is shown are left out.</summary>
    /// <param name="result">The parsed command line.</param>
    public static string Of(ParseResult result)
    {
        string[] shown = ["--quiet", "--json", "--verbose", "--resume"];
        return string.Join(' ', result.Tokens.Select(t => t.Value).Where(t => !shown.Contains(t)).Select(Quote).Prepend("carousel"));
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsLetterOrDigit(letter) || "-_./,=+:@%".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
