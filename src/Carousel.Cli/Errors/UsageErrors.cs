using System.CommandLine;
using System.CommandLine.Parsing;
using Carousel.Cli.Commands;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Errors;

/// <summary>
/// Finds what is wrong with a command line and says it in one sentence, with the nearest name where one is near.
/// </summary>
internal static class UsageErrors
{
    /// <summary>The first thing that is wrong, or null where nothing is.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="verb">The verb that was found, or null.</param>
    /// <param name="verbs">All verbs.</param>
    public static string? Find(ParseResult result, VerbCommand? verb, IReadOnlyList<VerbCommand> verbs) =>
        verb is null
            ? FindVerb(result, verbs)
            : FindInner(result, verb) ?? FindOption(result, verb) ?? FindGap(result, verb) ?? FindArgument(result, verb)
            ?? (result.Errors.Count > 0 ? result.Errors[0].Message : null);

    private static string? FindVerb(ParseResult result, IReadOnlyList<VerbCommand> verbs)
    {
        if (result.UnmatchedTokens is not [var word, ..])
        {
            return null;
        }

        string[] names = [.. verbs.Select(v => v.Name)];
        return IsOption(word)
            ? $"carousel has no option '{word}'. Options come after a verb, such as: {verbs[0].Example}"
            : NearestName.Find(word, names) is { } near && KnownWords.Find(word) is null
                ? $"carousel has no verb '{word}'. Did you mean '{near}'?"
            : KnownWords.Find([.. result.UnmatchedTokens.TakeWhile(t => !IsOption(t))])
            ?? (File.Exists(word) ? $"'{word}' is a file, not a verb. To forecast it: carousel forecast {word}"
                : $"carousel has no verb '{word}'. Its verbs: {string.Join(", ", names)}.");
    }

    // The parser takes an unknown option for a file name where one is still free.
    private static string? FindOption(ParseResult result, VerbCommand verb)
    {
        // What stands behind -- is meant as it is.
        int meant = result.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Skip(1).Count();
        IEnumerable<string> asFiles = verb.Arguments
            .Select(result.GetResult).OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value);
        string? unknown = asFiles.SkipLast(meant).Concat(result.UnmatchedTokens)
            .FirstOrDefault(t => IsOption(t) && !File.Exists(t));
        if (unknown is null)
        {
            return null;
        }

        string name = unknown.Split('=')[0];
        string[] names = [.. verb.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name))];

        // One of --out and --output begins with the other, though half of the letters differ.
        string? near = Array.Find(
            names, n => Math.Min(n.Length, name.Length) is > 4 and var shared && n[..shared] == name[..shared])
            ?? NearestName.Find(name, names);

        // An option that was removed is not a misspelt one.
        return $"{verb.Name} has no option '{name}'. "
            + (KnownWords.Find(name)
                ?? (VerbCatalogue.MakeAll().FirstOrDefault(v => v.Options.Any(o => o.Name == name)) is { } owner
                    ? $"It is an option of {owner.Name}."
                : near is not null ? $"Did you mean '{near}'?"
                : $"See them all with: {verb.Call} --help all"));
    }

    // A misspelt inner verb is taken for the first file.
    private static string? FindInner(ParseResult result, VerbCommand verb)
    {
        if (verb.Arguments is not [{ } first, ..]
            || result.GetResult(first)?.Tokens is not [{ Value: var word }, ..] || IsOption(word) || File.Exists(word))
        {
            return null;
        }

        string[] names = [.. verb.Verbs.Select(v => v.Name.Split(' ')[^1])];
        return NearestName.Find(word, names) is { } near
            ? $"{verb.Name} has no verb '{word}'. Did you mean '{verb.Name} {near}'?"
            : verb.UnknownVerb(word);
    }

    private static string? FindArgument(ParseResult result, VerbCommand verb)
    {
        // Empty: a variable of the shell that is not set.
        return verb.Arguments.FirstOrDefault(
            a => result.GetResult(a)?.Tokens is { Count: > 0 } given
                ? given.Any(t => t.Value == "")
                : a.Arity.MinimumNumberOfValues > 0) is { } missing
            ? $"{verb.Name} needs {missing.Name}: {missing.Description?.TrimEnd('.')}. An example: {verb.Example}"
            : result.UnmatchedTokens.Count > 0
            ? $"{verb.Name} does not accept '{result.UnmatchedTokens[0]}'. Usage: {verb.Usage}"
                + (verb is EvaluateCommand
                    ? ". For translations, join both files first: 'paste LINES TRANSLATIONS > pairs.tsv'." : "")
            : null;
    }

    // Where a value is left out, the parser takes the option that follows for it.
    private static string? FindGap(ParseResult result, VerbCommand verb)
    {
        foreach (Option option in verb.Options)
        {
            if (result.GetResult(option) is not { Implicit: false } given)
            {
                continue;
            }

            if (given.Tokens.Count < option.Arity.MinimumNumberOfValues
                || given.Tokens.Any(t => verb.Options.Any(o => o.Name == t.Value)))
            {
                return $"{option.Name} needs a value: {option.Description}";
            }

            if (given.IdentifierTokenCount > 1 && option.Arity.MaximumNumberOfValues <= 1)
            {
                return $"{option.Name} is given {given.IdentifierTokenCount} times. Give it once.";
            }
        }

        return null;
    }

    private static bool IsOption(string word) =>
        word is ['-', not ((>= '0' and <= '9') or '.'), ..];
}
