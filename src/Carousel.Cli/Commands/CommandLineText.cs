using System.CommandLine;
using System.Globalization;
using Carousel.Laboratory.Claims;

namespace Carousel.Cli.Commands;

/// <summary>The command line as a person would type it again.</summary>
internal static class CommandLineText
{
    // With the word behind it.
    private const string Progress = "--progress";

    /// <summary>
    /// The words with quotation marks where a shell needs them. Options that only change what is shown are left out.
    /// </summary>
    /// <param name="result">The parsed command line.</param>
    public static string Of(ParseResult result)
    {
        string[] shown = ["--quiet", "--json", "--verbose", "--resume"];
        string[] words = [.. result.Tokens.Select(t => t.Value)];
        return string.Join(
            ' ',
            words.Where((word, k) =>
                    !shown.Contains(word) && word != Progress && (k == 0 || words[k - 1] != Progress))
                .Select(Quote).Prepend("carousel"));
    }

    /// <summary>The command that runs a claim in the same way, without an output folder.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="run">How it is run.</param>
    public static string Of(Claim claim, ClaimRun run)
    {
        List<string> words = ["carousel", "laboratory", claim.Name, .. run.Inputs];
        if (claim.DefaultSeeds > 0)
        {
            words.AddRange(["--seed", run.Seed.ToString(CultureInfo.InvariantCulture)]);
        }

        if (run.Seeds > 0 && claim.DefaultSeeds > 0)
        {
            words.AddRange(["--seeds", run.Seeds.ToString(CultureInfo.InvariantCulture)]);
        }

        foreach ((string name, string value) in run.Options)
        {
            words.AddRange([$"--{name}", value]);
        }

        return string.Join(' ', words.Concat(run.Full ? ["--full"] : []).Select(Quote));
    }

    /// <summary>A word as a shell takes it.</summary>
    /// <param name="word">The word.</param>
    public static string Quote(string word) =>
        word.Length > 0
            && word.All(
                letter => char.IsLetterOrDigit(letter) || "-_./,=+:@%".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
