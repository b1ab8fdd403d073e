using Carousel.Data;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Captioning;

/// <summary>The pictures of a run, in their three parts; pictures of one group stand in one part.</summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What decides when training was best.</param>
/// <param name="Test">What measures.</param>
/// <param name="Notes">What was decided on the way, a sentence each.</param>
public sealed record CaptionData(
    string Name, IReadOnlyList<CaptionedPicture> Training, IReadOnlyList<CaptionedPicture> Validation, IReadOnlyList<CaptionedPicture> Test, IReadOnlyList<string> Notes)
{
    /// <summary>Reads and divides the data.</summary>
    /// <param name="path">The table.</param>
    /// <param name="options">Which parts.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A table can't be read.</exception>
    /// <exception cref="OptionException">The shares leave nothing to learn from.</exception>
    public static CaptionData Read(string path, CaptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Divide(path, CaptionReader.Read(path, options.Pictures), options);
    }

    /// <summary>Divides scenes that are made, for a run without data.</summary>
    /// <param name="options">Which parts.</param>
    /// <returns>The data.</returns>
    /// <exception cref="OptionException">A folder of pictures is named without their table, or the shares leave nothing to learn from.</exception>
    public static CaptionData OfMadeScenes(CaptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Pictures is null ? Divide(MadeScenes.Name, MadeScenes.Make(1), options)
            : throw new OptionException("--pictures names the folder of the pictures of a table. Pass the table too.");
    }

    private static CaptionData Divide(string name, IReadOnlyList<CaptionedPicture> all, CaptionOptions options)
    {
        IReadOnlyList<CaptionedPicture>? validation = TableOf(options.Validation), test = TableOf(options.Test);
        string[] groups = [.. all.Select(p => p.Group).Distinct(StringComparer.Ordinal)];
        PartSizes sizes = PartSizes.Of(groups.Length, validation is null ? options.ValidationShare : 0, test is null ? options.TestShare : 0, name, "group");
        int[] drawn = PartSizes.Draw(groups.Length, "parts of pictures", sizes.Test, sizes.Validation);
        Dictionary<string, int> partOf = groups.Select((g, k) => (g, k)).ToDictionary(p => p.g, p => drawn[p.k], StringComparer.Ordinal);
        CaptionedPicture[] Part(int part) => [.. all.Where(p => partOf[p.Group] == part)];
        var notes = new List<string>();
        var data = new CaptionData(name, Part(0), validation ?? Part(2), test ?? Part(1), notes);
        notes.AddRange(CaptionOverlap.Notes(data));
        return data;

        IReadOnlyList<CaptionedPicture>? TableOf(string? file) => file is null ? null : CaptionReader.Read(file, options.Pictures);
    }

    /// <summary>A text that differs for other data.</summary>
    /// <returns>16 digits.</returns>
    internal string Fingerprint() => DataFingerprint.Of([Training, Validation, Test], (hash, picture) =>
    {
        hash.Add($"{picture.Name}\t{string.Join('\t', picture.Sentences)}\n");
        hash.Add(picture.Made is { } made ? made.Values.Span : File.ReadAllBytes(picture.Path));
    });
}
