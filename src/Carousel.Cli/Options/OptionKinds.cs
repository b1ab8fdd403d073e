using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Options;

/// <summary>The kinds of values that options take, each with one sentence for what cannot be read.</summary>
internal static class OptionKinds
{
    /// <summary>Whether an option was given.</summary>
    public static bool Has(this ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>The name of the first of some options that was given, or null.</summary>
    public static string? FirstGiven(this ParseResult result, IEnumerable<Option> options) =>
        options.FirstOrDefault(result.Has)?.Name;

    public static Option<bool> Switch(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    public static Option<string?> Text(string name, string value, string description) =>
        Make<string?>(name, value, description, (token, _) => token);

    public static Option<int?> Whole(string name, string description) =>
        Make<int?>(name, "n", description, (token, fail) =>
        int.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
        : fail(
            token.All(char.IsAsciiDigit) && token.Length > 0
                ? $"{name} is too large: {token}."
                : $"{name} must be a whole number, but is '{token}'."));

    public static Option<ulong?> Seed(string name, string description) =>
        Make<ulong?>(name, "n", description, (token, fail) =>
        ulong.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : fail($"{name} must be a whole number of 0 or more, but is '{token}'."));

    public static Option<double?> Number(string name, string description) =>
        Make<double?>(name, "x", description, (token, fail) =>
        OptionValues.IsNumber(token, out double number) ? number : fail($"{name} must be a number, but is '{token}'."));

    /// <summary>One of some words, each of which stands for a value.</summary>
    public static Option<T?> Choice<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct => Make<T?>(name, string.Join('|', choices.Select(c => c.Word)), description, (token, fail) =>
        {
            foreach ((string word, T value) in choices)
            {
                if (word.Equals(token, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            string[] words = [.. choices.Select(c => c.Word)];
            return fail(
                $"{name} must be {NearestName.Either(words)}, but is '{token}'.{NearestName.Question(token, words)}");
        });

    /// <summary>Names, with commas between or by giving the option again.</summary>
    public static Option<string[]> Names(string name, string value, string description) => Several(
        name, value, description,
        text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Texts as they are, each by giving the option again; a text may be empty.</summary>
    public static Option<string[]> Texts(string name, string value, string description) =>
        Several(name, value, description, text => [text]);

    private static Option<string[]> Several(
        string name, string value, string description, Func<string, string[]> read) => new(name)
        {
            Description = description,
            HelpName = value,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.SelectMany(t => read(t.Value))],
        };

    private static Option<T?> Make<T>(
        string name, string value, string description, Func<string, Func<string, T?>, T?> read) => new(name)
        {
            Description = description,
            HelpName = value,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => result.Tokens.Count == 0
                ? default
                : read(result.Tokens[^1].Value, message => Fail<T>(result, message)),
        };

    private static T? Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
