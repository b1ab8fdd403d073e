using System.Security.Cryptography;
using System.Text;
using Carousel.Data;
using Carousel.Execution;
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
    /// <exception cref="DataFormatException">A table can't be read, or is too small to be divided.</exception>
    public static CaptionData Read(string path, CaptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<CaptionedPicture> all = CaptionReader.Read(path, options.Pictures);
        IReadOnlyList<CaptionedPicture>? validation = Other(options.Validation), test = Other(options.Test);
        string[] groups = [.. all.Select(p => p.Group).Distinct(StringComparer.Ordinal)];
        var order = new int[groups.Length];
        new CounterRandom(0, CounterRandom.Purpose("parts of pictures")).Permutation(0, order);
        int testing = test is null ? Share(options.TestShare) : 0, validating = validation is null && options.ValidationShare > 0 ? Share(options.ValidationShare) : 0;
        if (testing + validating >= groups.Length)
        {
            throw new DataFormatException($"{path} has {FigureText.Counted(groups.Length, "group")} of pictures: too few to set some aside that measure. Pass more, or the part that measures by --test.");
        }

        var partOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int k = 0; k < order.Length; k++)
        {
            partOf[groups[order[k]]] = k < testing ? 2 : k < testing + validating ? 1 : 0;
        }

        CaptionedPicture[] Part(int part) => [.. all.Where(p => partOf[p.Group] == part)];
        var notes = new List<string>();
        var data = new CaptionData(path, Part(0), validation ?? Part(1), test ?? Part(2), notes);
        var learned = data.Training.Select(p => p.Group).ToHashSet(StringComparer.Ordinal);
        int both = data.Test.Count(p => learned.Contains(p.Group));
        if (both > 0)
        {
            notes.Add($"{FigureText.Counted(both, "picture")} of the test part belong{(both == 1 ? "s" : "")} to a group that is learned from: the figures are too good.");
        }

        return data;

        int Share(double share) => Math.Max(1, (int)Math.Round(share * groups.Length));

        IReadOnlyList<CaptionedPicture>? Other(string? other) => other is null ? null : CaptionReader.Read(other, options.Pictures);
    }

    /// <summary>A text that differs for other data.</summary>
    /// <returns>16 digits.</returns>
    internal string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (IReadOnlyList<CaptionedPicture> part in new[] { Training, Validation, Test })
        {
            foreach (CaptionedPicture picture in part)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{picture.Name}\t{string.Join('\t', picture.Sentences)}\n"));
                hash.AppendData(File.ReadAllBytes(picture.Path));
            }

            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
