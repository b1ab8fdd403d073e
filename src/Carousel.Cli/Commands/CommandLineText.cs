using System.CommandLine;
using System.Text.RegularExpressions;

namespace Carousel.Cli.Commands;

/// <summary>The command line as a person would type it again.</summary>
internal static partial class CommandLineText
{
    /// <summary>The variable of the environment that holds <see cref="ModelName"/>.</summary>
    public const string ModelVariable = "CAROUSEL_MODEL_NAME";

    private const string Progress = "--progress";

    /// <summary>
    /// What a report calls the model, where a program started the command whose files mean nothing to the reader; null
    /// as it was typed.
    /// </summary>
    public static string? ModelName =>
        Environment.GetEnvironmentVariable(ModelVariable) is { Length: > 0 } name ? name : null;

    private static readonly string[] _shown = ["--quiet", "--json", "--verbose", "--resume"];

    /// <summary>
    /// The words with quotation marks where a shell needs them. Options that only change what is shown are left out;
    /// where a program started it, its folder, too: it means nothing to the reader, and would be overwritten.
    /// </summary>
    /// <param name="result">The parsed command line.</param>
    public static string Of(ParseResult result) => $"carousel {Words(result)}";

    /// <summary>The same where the name of the program is among the words.</summary>
    /// <param name="result">The parsed command line.</param>
    public static string Words(ParseResult result)
    {
        string[] words = [.. result.Tokens.Select(t => t.Value)];
        int progress = Array.IndexOf(words, Progress);
        bool isOfProgram = ModelName is not null
            || (progress >= 0 && words.ElementAtOrDefault(progress + 1) == "json");
        string[] alone = isOfProgram ? [.. _shown, "--overwrite"] : _shown;
        string[] withValue = isOfProgram ? [Progress, "--out"] : [Progress];
        return string.Join(
            ' ',
            words.Where((word, k) => !alone.Contains(word) && !withValue.Contains(word)
                    && (k == 0 || !withValue.Contains(words[k - 1])))
                .Select(word => Quote(Password().Replace(word, "$1=…"))));
    }

    // Reports and logs are shown to others; the password of a connection string is not for them.
    [GeneratedRegex(@"\b(password|pwd)\s*=\s*[^;]*", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    /// <summary>A word as a shell takes it.</summary>
    /// <param name="word">The word.</param>
    public static string Quote(string word) =>
        word.Length > 0
            && word.All(
                letter => char.IsLetterOrDigit(letter) || "-_./,=+:@%".Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''")}'";
}
