namespace Carousel.Jobs.Options;

/// <summary>A word that an option understands.</summary>
/// <param name="Word">The word.</param>
/// <param name="Value">What it stands for; null for none.</param>
internal sealed record OptionChoice(string Word, object? Value)
{
    private static readonly Dictionary<string, char> _characters = new()
    {
        ["comma"] = ',',
        ["semicolon"] = ';',
        ["bar"] = '|',
        ["tab"] = '\t',
        ["point"] = '.',
    };

    /// <summary>Whether a text is the word, or the character that it names.</summary>
    /// <param name="text">The text.</param>
    public bool Is(string text) => Word.Equals(text, StringComparison.OrdinalIgnoreCase)
        || (Value is char named && CharacterOf(text) == named);

    /// <summary>A character by its name, or as itself; null for anything else.</summary>
    /// <param name="text">The text.</param>
    public static char? CharacterOf(string? text) => text is { Length: 1 } ? text[0]
        : text is not null && _characters.TryGetValue(text, out char named) ? named : null;

    /// <summary>The words of an option; none where its value is no choice.</summary>
    /// <param name="type">The type of its value.</param>
    /// <param name="declared">What is said of it.</param>
    internal static IReadOnlyList<OptionChoice> Of(Type type, OptionAttribute declared)
    {
        string[] words = declared.Words?.Split(' ') ?? [];
        IEnumerable<OptionChoice> choices =
            type.IsEnum ? OptionNames.WordsOf(type).Select(w => new OptionChoice(w.Word, Enum.Parse(type, w.Name)))
                .Where(c => words.Length == 0 || words.Contains(c.Word)).OrderBy(c => Array.IndexOf(words, c.Word))
            : type == typeof(char) ? words.Select(w => new OptionChoice(w, CharacterOf(w)))
            : words.Select((w, place) => new OptionChoice(w, place == 0));
        return declared.None is { } none ? [.. choices, new OptionChoice(none, null)] : [.. choices];
    }
}
