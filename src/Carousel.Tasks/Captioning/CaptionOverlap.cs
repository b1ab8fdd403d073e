using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Captioning;

/// <summary>What parts have in common, in sentences: groups, which make figures too good, and sentences word for word, which make exact ones easier.</summary>
internal static class CaptionOverlap
{
    public static IEnumerable<string> Notes(CaptionData data)
    {
        (string Name, IReadOnlyList<CaptionedPicture> Pictures) training = ("training", data.Training), validation = ("validation", data.Validation), test = ("test", data.Test);
        return new[] { Groups(test, training), Groups(test, validation), Groups(validation, training), Sentences(test, training), Sentences(validation, training) }.OfType<string>();
    }

    private static string? Groups((string Name, IReadOnlyList<CaptionedPicture> Pictures) part, (string Name, IReadOnlyList<CaptionedPicture> Pictures) other)
    {
        var known = other.Pictures.Select(p => p.Group).ToHashSet(StringComparer.Ordinal);
        int both = part.Pictures.Count(p => known.Contains(p.Group));
        return both == 0 ? null
            : $"{FigureText.Counted(both, "picture")} of the {part.Name} part belong{(both == 1 ? "s" : "")} to a group of the {other.Name} part too: the figures are too good.";
    }

    private static string? Sentences((string Name, IReadOnlyList<CaptionedPicture> Pictures) part, (string Name, IReadOnlyList<CaptionedPicture> Pictures) other)
    {
        var known = other.Pictures.SelectMany(p => p.Sentences.Select(CaptionWords.Plain)).ToHashSet(StringComparer.Ordinal);
        int both = part.Pictures.Count(p => p.Sentences.Any(s => known.Contains(CaptionWords.Plain(s))));
        return both == 0 ? null
            : $"of {FigureText.Counted(part.Pictures.Count, "picture")} of the {part.Name} part {FigureText.Count(both)} {(both == 1 ? "has" : "have")} a sentence that stands word for word in the {other.Name} part, so that 'exact' can be had by repeating.";
    }
}
