using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// Sentences of the library name properties in braces, which the command line shows as options: a literal names no
/// option.
/// </summary>
internal static partial class OptionWordRule
{
    /// <summary>
    /// Notes, findings and names of texts: they are shown and reported as they were written, without an exception that
    /// carries both forms.
    /// </summary>
    private static readonly string[] _notes =
    [
        "name another with --", "Name it with --time if there is one", "with --target if it is meant",
        "name another column with --id", "Name it with --categories",
        "--part decoder opens the decoder",
        "to test on strings.\"", "name one with --sequence",
        "--lags goes farther",
        "--lags sets another limit", "--sequence chooses", "--all-traces writes all steps", "--from and --to choose",
        "pass --known {", "--holidays {country.Code}", "--closed none to forecast them",
        "Encode(said, \"--prime\")", "carousel serve out/ --port",
        "carousel work --broker", "pass --missing {code} if it means", "has the value 0, pass --every 1d:sum",
        "are put together; --id {joined}", "Choose the column of texts with --text-column",
        "contains labels, which --label compares", "Name it with --numbers if it is meant",
        "--rate sets another rate", "If a row is an event, pass --events",
        "names several, pass --every with the distance", "--group {c.name} keeps each",
    ];

    public static IEnumerable<string> Violations(SourceFile file)
    {
        string[] lines = file.Text.Split('\n');
        bool isDeclared = false;
        for (int line = 0; line < lines.Length; line++)
        {
            string text = lines[line].Trim();

            // Texts of declarations appear only on the command line.
            isDeclared |= text.StartsWith("[Option(", StringComparison.Ordinal);
            if (!isDeclared && !text.StartsWith("//", StringComparison.Ordinal)
                && Option().Match(text) is { Success: true } match
                && !_notes.Any(note => text.Contains(note, StringComparison.Ordinal)))
            {
                yield return $"{file.Path}:{line + 1}: a sentence names {match.Groups[1].Value}; name the property in "
                    + $"braces, as DeclaredOptions.Wrong says.";
            }

            isDeclared &= !text.EndsWith(")]", StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("\"[^\"]*(?<![\\w-])(--[a-z][a-z-]*)")]
    private static partial Regex Option();
}
