using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Captioning;

/// <summary>The pictures of a run; pictures of one group are in one part.</summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="Parts">The pictures.</param>
/// <param name="Notes">What was decided on the way, a sentence each.</param>
internal sealed record CaptionData(string Name, DataParts<CaptionedPicture> Parts, IReadOnlyList<string> Notes)
{
    /// <summary>Reads and divides the data.</summary>
    /// <param name="path">The table.</param>
    /// <param name="options">Which parts.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A table can't be read.</exception>
    /// <exception cref="OptionException">The shares leave nothing to learn from.</exception>
    public static CaptionData Read(string path, CaptionOptions options) =>
        Divide(path, CaptionReader.Read(path, options.Pictures), options);

    /// <summary>Divides scenes that are made, for a run without data.</summary>
    /// <param name="options">Which parts.</param>
    /// <returns>The data.</returns>
    /// <exception cref="OptionException">A folder of pictures is named without their table, or the shares leave nothing
    /// to learn from.</exception>
    public static CaptionData OfMadeScenes(CaptionOptions options) =>
        options.Pictures is null ? Divide(MadeScenes.Name, MadeScenes.Make(1), options)
            : throw options.Wrong("{Pictures} names the folder of the pictures of a table. Pass the table too.");

    /// <summary>A text that differs for other data.</summary>
    /// <returns>16 digits.</returns>
    internal string Fingerprint() => Parts.Fingerprint((hash, picture) =>
    {
        hash.Add($"{picture.Name}\t{string.Join('\t', picture.Sentences)}\n");
        hash.Add(picture.Made is { } made ? made.Values.Span : File.ReadAllBytes(picture.Path));
    });

    private static CaptionData Divide(string name, IReadOnlyList<CaptionedPicture> all, CaptionOptions options)
    {
        DataParts<CaptionedPicture> parts = DataParts.Of(
            options, file => CaptionReader.Read(file, options.Pictures), (validation, test) =>
            {
                IGrouping<string, CaptionedPicture>[] groups = [.. all.GroupBy(p => p.Group)];
                PartSizes sizes = PartSizes.Of(
                    groups.Length, validation, test, name, groups.Length == all.Count ? "picture" : "group");
                var (training, first, second) = DataParts.Draw(
                    groups, "parts of pictures", sizes.Test, sizes.Validation)
                    .Each<CaptionedPicture>(own => [.. own.SelectMany(g => g)]);
                return new DataParts<CaptionedPicture>(training, second, first);
            });
        return new CaptionData(name, parts, [.. Overlaps(parts)]);
    }

    // What parts have in common: groups, which make figures too good, and sentences word for word, which make exact
    // ones easier.
    private static IEnumerable<string> Overlaps(DataParts<CaptionedPicture> parts)
    {
        (IReadOnlyList<CaptionedPicture> Pictures, string Name) training = (parts.Training, "training"),
            validation = (parts.Validation, "validation"), test = (parts.Test, "test");
        foreach ((
            (IReadOnlyList<CaptionedPicture> part, string name),
            (IReadOnlyList<CaptionedPicture> other, string otherName)) in
            new[] { (test, training), (test, validation), (validation, training) })
        {
            if (Shared(part, other, p => [p.Group]) is > 0 and var both)
            {
                yield return $"{FigureText.Counted(both, "picture")} of the {name} set also "
                    + $"belong{(both == 1 ? "s" : "")} to a group of the {otherName} set: the figures are too good.";
            }
        }

        foreach ((IReadOnlyList<CaptionedPicture> part, string name) in new[] { test, validation })
        {
            if (Shared(part, parts.Training, p => p.Sentences.Select(CaptionWords.Plain)) is > 0 and var both)
            {
                yield return $"{FigureText.Count(both)} of {FigureText.Counted(part.Count, "picture")} of the {name} "
                    + $"set {(both == 1 ? "has" : "have")} a sentence that appears word for word in the training set: "
                    + $"repeating it counts as 'exact'.";
            }
        }
    }

    private static int Shared(
        IReadOnlyList<CaptionedPicture> part, IReadOnlyList<CaptionedPicture> other,
        Func<CaptionedPicture, IEnumerable<string>> keys)
    {
        var known = other.SelectMany(keys).ToHashSet();
        return part.Count(p => keys(p).Any(known.Contains));
    }
}
