using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Pictures;

namespace Carousel.Captioning;

/// <summary>
/// Reads tables of pictures and sentences: lines of file name, tab, sentence and, where there are groups, tab, group;
/// or JSON lines with the same as picture, sentence, group.
/// </summary>
internal static class CaptionReader
{
    private static readonly string[] _tables = [".tsv", ".txt", ".json", ".jsonl", ".ndjson"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The table.</param>
    /// <param name="pictures">The folder of the pictures; null for that of the table.</param>
    /// <returns>The pictures in the order in which they are first named, each with its sentences.</returns>
    /// <exception cref="DataFormatException">A line is damaged, or names a picture that is not there.</exception>
    public static IReadOnlyList<CaptionedPicture> Read(string path, string? pictures = null)
    {
        string folder = pictures ?? Path.GetDirectoryName(path) ?? "";
        var order = new List<string>();
        var found = new Dictionary<string, (string Group, List<string> Sentences)>(StringComparer.Ordinal);
        foreach (TextLine line in TextLines.Read(path))
        {
            if (string.IsNullOrWhiteSpace(line.Text))
            {
                continue;
            }

            (string name, string sentence, string? group) = line.Text.StartsWith('{')
                ? OfJson(path, line)
                : OfTabs(path, line);
            if (!found.TryGetValue(name, out (string Group, List<string> Sentences) known))
            {
                if (!File.Exists(FolderFile.Within(folder, name, path, line.Number, 1)))
                {
                    string where = folder.Length == 0 && pictures is null ? "the working folder" : folder;
                    OptionSentence advice = pictures is null
                        ? ". Name the folder of the pictures by {Pictures}."
                        : ", which {Pictures} names. Check the name and the folder.";
                    throw OptionTable.Of(typeof(CaptionOptions))
                        .Unfit(path, line.Number, 1, $"there is no picture '{name}' in {where}{advice}");
                }

                known = found[name] = (group ?? name, []);
                order.Add(name);
            }

            if (group is not null && group != known.Group)
            {
                throw new DataFormatException(
                    path, line.Number, 3,
                    $"the picture '{name}' belongs to the group '{group}' here, but to '{known.Group}' on an earlier "
                    + $"line. Give all of its lines one group.");
            }

            LineLength.Require(sentence, path, line.Number);
            known.Sentences.Add(sentence);
        }

        return order.Count == 0
            ? throw new DataFormatException(
                $"{path} is empty. Each line has the name of a picture, a tab, and a sentence.")
            : [
                .. order.Select(
                    name =>
                        new CaptionedPicture(
                            name, Path.Combine(folder, name), found[name].Group, found[name].Sentences)),
            ];
    }

    /// <summary>A picture, all pictures of a folder in the order of their names, or those of a table.</summary>
    /// <param name="path">The picture, the folder or the table.</param>
    /// <param name="pictures">The folder of a table's pictures; null for that of the table.</param>
    /// <returns>The pictures.</returns>
    /// <exception cref="DataFormatException">No picture was found.</exception>
    public static IReadOnlyList<CaptionedPicture> Find(string path, string? pictures = null)
    {
        if (!Directory.Exists(path))
        {
            return _tables.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
                ? Read(path, pictures)
                : [new CaptionedPicture(Path.GetFileName(path), path, path, [])];
        }

        string[] files = [.. Directory.EnumerateFiles(path)
            .Where(f => PictureFile.Endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        return files.Length == 0
            ? throw new DataFormatException($"{path} contains no picture ({string.Join(", ", PictureFile.Endings)}).")
            : [.. files.Select(f => new CaptionedPicture(Path.GetFileName(f), f, f, []))];
    }

    private static (string Name, string Sentence, string? Group) OfTabs(string path, TextLine line)
    {
        string[] cells = line.Text.Split('\t');
        return cells.Length is < 2 or > 3 || cells.Any(string.IsNullOrWhiteSpace)
            ? throw new DataFormatException(
                path, line.Number, 0,
                $"a line has the name of a picture, a tab, a sentence and optionally a tab and a group, but this one "
                + $"has {cells.Length} cells{(cells.Any(string.IsNullOrWhiteSpace) ? ", one of them empty" : "")}.")
            : (cells[0].Trim(), cells[1].Trim(), cells.Length == 3 ? cells[2].Trim() : null);
    }

    private static (string Name, string Sentence, string? Group) OfJson(string path, TextLine line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line.Text);
            return (Text("picture")!, Text("sentence")!, Text("group", isNeeded: false));

            string? Text(string name, bool isNeeded = true)
            {
                bool isThere = json.RootElement.TryGetProperty(name, out JsonElement value)
                    && value.ValueKind == JsonValueKind.String;
                return isThere && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString()!.Trim()
                    : isNeeded
                        ? throw new DataFormatException(
                            path, line.Number, 0,
                            $"\"{name}\" is missing or is not text. A line is such as {{\"picture\": \"a.png\", "
                            + $"\"sentence\": \"A red ball.\"}}.")
                        : null;
            }
        }
        catch (JsonException)
        {
            throw new DataFormatException(
                path, line.Number, 0,
                "the line begins like JSON, but is not JSON. A line is such as {\"picture\": \"a.png\", \"sentence\": "
                + "\"A red ball.\"}.");
        }
    }
}
