using Carousel.Jobs.Options;

namespace Carousel.Translation;

/// <summary>What a translator takes when it is applied.</summary>
internal sealed record TranslationsOptions : DeclaredOptions
{
    /// <summary>Translations of each line; null for one.</summary>
    [Option(
        "For translations: so many of each line, at most --beam, as a table of line, rank, score and translation.",
        Default = "1: a line each")]
    public int? Best { get; init; }
}
