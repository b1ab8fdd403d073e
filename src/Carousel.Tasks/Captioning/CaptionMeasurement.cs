using Carousel.Tasks.Measuring.Translations;

namespace Carousel.Tasks.Captioning;

/// <summary>Sentences for pictures beside those that people said.</summary>
/// <param name="Name">How tables call who wrote them.</param>
/// <param name="Found">A sentence for each picture.</param>
/// <param name="Bleu">Against the first sentence of each picture, 0 to 100.</param>
/// <param name="Characters">chrF2 against it, 0 to 100.</param>
/// <param name="Exact">Share of pictures whose sentence is word for word one of those said.</param>
/// <param name="Distinct">How many different sentences were written.</param>
internal sealed record CaptionScore(string Name, IReadOnlyList<string> Found, double Bleu, double Characters, double Exact, int Distinct)
{
    public static CaptionScore Of(string name, IReadOnlyList<CaptionedPicture> pictures, IReadOnlyList<string> found)
    {
        string[] written = [.. found.Select(CaptionWords.Plain)], first = [.. pictures.Select(p => CaptionWords.Plain(p.Sentences[0]))];
        int exact = Enumerable.Range(0, written.Length).Count(k => pictures[k].Sentences.Any(s => CaptionWords.Plain(s) == written[k]));
        return new CaptionScore(
            name, written, BleuScore.Of(written, first).Score, CharacterScore.Of(written, first), (double)exact / Math.Max(1, written.Length),
            written.Distinct(StringComparer.Ordinal).Count());
    }
}
