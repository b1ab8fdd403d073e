using System.Text.Json.Serialization;

namespace Carousel.Translation;

/// <summary>What a translator is, as its file says.</summary>
/// <param name="Design">The network.</param>
internal sealed record TranslationConfiguration(TranslationDesign Design)
{
    /// <summary>The words that the network reads if all others are copied by slots; null without slots.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>The columns of lines and of their translations in the training file; null if they had no names.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Columns { get; init; }
}

/// <summary>The data a translator was trained on, and the result of the simplest method on them.</summary>
/// <param name="Fingerprint">Of all pairs.</param>
/// <param name="Pairs">Of the training part.</param>
/// <param name="SourceSymbols">Pieces of the training part's lines.</param>
/// <param name="TargetSymbols">Pieces of their translations.</param>
/// <param name="Dictionary">The likeliest translation of each word.</param>
internal sealed record TranslationOrigin(
    string Fingerprint, int Pairs, long SourceSymbols, long TargetSymbols, Dictionary<string, string> Dictionary)
{
    /// <summary>The words of dialogues, in lower case; null in files of translators.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Words { get; init; }
}
