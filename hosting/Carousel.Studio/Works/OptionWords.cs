using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>Options as the words of a command line.</summary>
internal static class OptionWords
{
    // Windows allows 32,767 characters in total, and the studio adds words.
    private const int MostCharacters = 24_000;

    /// <summary>Makes the words.</summary>
    /// <param name="job">The job, for messages.</param>
    /// <param name="options">Its options by name.</param>
    /// <param name="schema">What options it has.</param>
    /// <exception cref="RefusalException">An option does not exist, a value is not valid, or all are too
    /// long.</exception>
    public static IEnumerable<string> Of(string job, JsonObject options, JsonObject schema)
    {
        var words = new List<string>();
        JsonObject? known = schema["properties"] as JsonObject;
        foreach ((string name, JsonNode? value) in options)
        {
            if (known?.ContainsKey(name) != true)
            {
                throw new RefusalException(new Refusal($"{job} has no option '--{name}'.", Option: name));
            }

            Add(words, name, value);
        }

        return Bounded(words);
    }

    /// <summary>Makes the words of options that no schema describes.</summary>
    /// <param name="what">What they belong to, for messages.</param>
    /// <param name="options">The options by name.</param>
    /// <param name="allowed">The names that there may be.</param>
    /// <exception cref="RefusalException">An option does not exist, a value is not valid, or all are too
    /// long.</exception>
    public static IEnumerable<string> Of(string what, JsonObject options, IReadOnlyCollection<string> allowed)
    {
        var words = new List<string>();
        foreach ((string name, JsonNode? value) in options)
        {
            if (!allowed.Contains(name))
            {
                throw new RefusalException(new Refusal($"{what} has no option '--{name}'.", Option: name));
            }

            Add(words, name, value);
        }

        return Bounded(words);
    }

    private static List<string> Bounded(List<string> words)
    {
        int characters = words.Sum(word => word.Length);
        return characters <= MostCharacters ? words : throw new RefusalException(413, Invariant.Of(
            $"The options have {characters} characters together, but a command line takes {MostCharacters}. Shorten "
            + $"them, or give the values as a file."));
    }

    private static void Add(List<string> words, string name, JsonNode? value)
    {
        switch (value?.GetValueKind())
        {
            case JsonValueKind.True:
                words.Add($"--{name}");
                break;
            case null or JsonValueKind.Null or JsonValueKind.False:
                break;
            case JsonValueKind.Array when value.AsArray().All(item => item?.GetValueKind() == JsonValueKind.Number):
                AddValue(words, name, string.Join(',', value.AsArray().Select(item => TextOf(name, item))));
                break;
            case JsonValueKind.Array:
                foreach (JsonNode? item in value.AsArray())
                {
                    AddValue(words, name, TextOf(name, item));
                }

                break;
            default:
                AddValue(words, name, TextOf(name, value));
                break;
        }
    }

    // Joined by a sign of equality no value can be taken for an option. An empty one can't be joined.
    private static void AddValue(List<string> words, string name, string value)
    {
        if (value.Length > 0)
        {
            words.Add($"--{name}={value}");
        }
        else
        {
            words.AddRange([$"--{name}", ""]);
        }
    }

    private static string TextOf(string name, JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>() is var text && text.Contains('\0', StringComparison.Ordinal)
            ? throw new RefusalException(
                new Refusal($"--{name} holds a character that no command line takes.", Option: name))
            : value.GetValue<string>(),
        JsonValueKind.Number => value.ToJsonString().ToString(CultureInfo.InvariantCulture),
        _ => throw new RefusalException(
            new Refusal($"--{name} must be a text, a number, a switch or a list of those.", Option: name)),
    };
}
