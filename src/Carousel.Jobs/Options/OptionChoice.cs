namespace Carousel.Jobs.Options;

/// <summary>A word that an option understands.</summary>
/// <param name="Word">The word.</param>
/// <param name="Value">What it stands for; null for none.</param>
internal sealed record OptionChoice(string Word, object? Value)
{
    private const string Tab = "tab";

    /// <summary>The words of an option; none where its value is no choice.</summary>
    /// <param name="type">The type of its value.</param>
    /// <param name="declared">What is said of it.</param>
    internal static IReadOnlyList<OptionChoice> Of(Type type, OptionAttribute declared)
    {
        string[] words = declared.Words?.Split(' ') ?? [];
        IEnumerable<OptionChoice> choices =
            type.IsEnum ? OptionNames.WordsOf(type).Select(w => new OptionChoice(w.Word, Enum.Parse(type, w.Name)))
                .Where(c => words.Length == 0 || words.Contains(c.Word)).OrderBy(c => Array.IndexOf(words, c.Word))
            : type == typeof(char) ? words.Select(w => new OptionChoice(w, w == Tab ? '\t' : w[0]))
            : words.Select((w, place) => new OptionChoice(w, place == 0));
        return declared.None is { } none ? [.. choices, new OptionChoice(none, null)] : [.. choices];
    }
}
