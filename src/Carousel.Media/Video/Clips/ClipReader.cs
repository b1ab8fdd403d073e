using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Pictures;

namespace Carousel.Video;

/// <summary>
/// Reads clips: a folder with a folder of pictures for each clip, or for each action a folder of such; or a table of
/// poses.
/// </summary>
internal static class ClipReader
{
    /// <summary>Reads a folder or a table.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="side">To how many places a side pictures are brought.</param>
    /// <exception cref="DataFormatException">It can't be read as clips.</exception>
    public static ClipData Read(string path, int side) =>
        Directory.Exists(path) ? ReadFolder(path, side)
        : PictureFile.IsPicture(path) || Path.GetExtension(path).ToLowerInvariant() is ".mp4" or ".mov" or ".avi"
            ? throw new DataFormatException(
                $"{path} is one picture or film. Pass a folder with a folder of PNG files for each clip, or a CSV file "
                + "of poses.")
        : PoseTable.Read(JobInput.OfFile(path));

    /// <summary>Reads a folder, a table or standard input.</summary>
    public static ClipData Read(JobInput input, int side) =>
        input.Path is { } path ? Read(path, side) : PoseTable.Read(input);

    private static ClipData ReadFolder(string path, int side)
    {
        var clips = new List<Clip>();
        foreach (string folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            string[] pictures = Pictures(folder);
            if (pictures.Length > 0)
            {
                clips.Add(ReadClip(Path.GetFileName(folder), "", pictures, side));
                continue;
            }

            foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            {
                string name = $"{Path.GetFileName(folder)}/{Path.GetFileName(inner)}";
                pictures = Pictures(inner);
                clips.Add(pictures.Length > 0 ? ReadClip(name, Path.GetFileName(folder), pictures, side)
                    : throw new DataFormatException(
                        $"{inner} contains no picture. A clip is a folder of PNG files whose names are in "
                        + $"order."));
            }
        }

        string[] skipped =
        [
            .. Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)
                .Where(e => !PictureFile.IsPicture(e) && !(Directory.Exists(e)
                    && Directory.EnumerateFiles(e, "*", SearchOption.AllDirectories).Any(PictureFile.IsPicture)))
                .Select(e => Path.GetRelativePath(path, e)).Order(StringComparer.Ordinal),
        ];
        return clips.Count > 0
            ? new ClipData(path, side, [], clips)
            {
                Skipped = skipped.Length > 0 ? $"; not read: {CsvColumns.Shown(skipped)}" : "",
            }
            : throw new DataFormatException(
                $"{path} contains no clip. A folder of clips has a folder of PNG files for each clip, or a "
                + "folder for each action with such folders in it.");
    }

    private static string[] Pictures(string folder) =>
        [
            .. Directory.EnumerateFiles(folder)
                .Where(PictureFile.IsPicture)

                // frame10 comes after frame9.
                .OrderBy(f => Regex.Replace(f, "[0-9]+", m => m.Value.PadLeft(20, '0')), StringComparer.Ordinal)
                .ThenBy(f => f, StringComparer.Ordinal),
        ];

    private static Clip ReadClip(string name, string label, string[] files, int side)
    {
        var values = new float[files.Length * side * side];
        (int Width, int Height) first = default;
        for (int t = 0; t < files.Length; t++)
        {
            Picture picture = PictureFile.Read(files[t]);
            first = t == 0 ? (picture.Width, picture.Height) : first;
            if ((picture.Width, picture.Height) != first)
            {
                throw new DataFormatException(
                    $"{files[t]} is {picture.Width} by {picture.Height}, but the clip's first frame is {first.Width} "
                    + $"by {first.Height}. All frames of a clip need one size.");
            }

            float[] colors = picture.Resized(side, side);
            for (int k = 0; k < side * side; k++)
            {
                values[(t * side * side) + k] = (colors[3 * k] + colors[(3 * k) + 1] + colors[(3 * k) + 2]) / 3;
            }
        }

        return new Clip(name, label, name, files.Length, values, 0);
    }
}
