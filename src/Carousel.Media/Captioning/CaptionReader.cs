using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Pictures;

namespace Carousel.Captioning;

/// <summary>
/// Reads tables of pictures and sentences: lines of file name, tab, sentence and, where there are groups, tab, group;
/// or a table or JSON with names such as picture, sentence, group.
/// </summary>
internal static class CaptionReader
{
    private static readonly string[] _tables = [".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"],
        _pictures = "picture image image_name file_name filename file".Split(' '),
        _sentences = "sentence caption comment text description".Split(' ');

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
        foreach ((long line, string written, string sentence, string? group) in Lines(path))
        {
            if (new[] { written, sentence, group ?? "-" }.Any(string.IsNullOrWhiteSpace))
            {
                throw new DataFormatException(
                    path, line, 0,
                    "a line has a picture, a sentence and perhaps a group, but one of them is empty. Fill it, or "
                    + "remove the line.");
            }

            // Flickr8k writes picture.jpg#0; pictures that were converted keep their names in the table.
            string name = written.LastIndexOf('#') is > 0 and var at && int.TryParse(written[(at + 1)..], out _)
                ? written[..at] : written;
            string place = FolderFile.Within(folder, name, path, line, 1);
            if (!PictureFile.IsPicture(name) && File.Exists(Path.ChangeExtension(place, ".png")))
            {
                name = Path.ChangeExtension(name, ".png");
            }

            if (!found.TryGetValue(name, out (string Group, List<string> Sentences) known))
            {
                if (!File.Exists(Path.Combine(folder, name)))
                {
                    string where = folder.Length == 0 && pictures is null ? "the working folder" : folder;
                    OptionSentence advice = pictures is null
                        ? ". Name the folder of the pictures by {Pictures}."
                        : ", which {Pictures} names. Check the name and the folder.";
                    throw OptionTable.Of(typeof(CaptionOptions))
                        .Unfit(path, line, 1, $"there is no picture '{name}' in {where}{advice}");
                }

                known = found[name] = (group ?? name, []);
                order.Add(name);
            }

            if (group is not null && group != known.Group)
            {
                throw new DataFormatException(
                    path, line, 3,
                    $"the picture '{name}' belongs to the group '{group}' here, but to '{known.Group}' on an earlier "
                    + $"line. Give all of its lines one group.");
            }

            LineLength.Require(sentence, path, line);
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
            .Where(PictureFile.IsPicture)
            .Order(StringComparer.Ordinal)];
        return files.Length == 0
            ? throw new DataFormatException($"{path} contains no picture (.png).")
            : [.. files.Select(f => new CaptionedPicture(Path.GetFileName(f), f, f, []))];
    }

    /// <summary>The lines of JSON, of a table with named columns, or of cells between tabs.</summary>
    private static IEnumerable<(long Line, string Name, string Sentence, string? Group)> Lines(string path)
    {
        TextLine[] lines = [.. TextLines.Read(path).Where(l => !string.IsNullOrWhiteSpace(l.Text))];
        string text = string.Join('\n', lines.Select(l => l.Text));
        char delimiter = CsvDialect.FindDelimiter(text);
        var header = new List<string>();
        int Find(params string[] names) => ColumnNames.Find([.. header], names);
        bool isJson = CsvFile.MayBeJson(text);
        if (isJson || (lines.Length > 1 && LineCells.TrySplit(lines[0].Text, delimiter, header)
            && Find(_pictures) >= 0 && Find(_sentences) >= 0))
        {
            using var file = CsvFile.Open(new StringReader(text), path, delimiter, '.');
            header = [.. file.Header];
            (int place, int sentences, int groups) = (Find(_pictures), Find(_sentences), Find("group"));
            if (place < 0 || sentences < 0 || (isJson && file.Sample[0].Cells[sentences].StartsWith('[')))
            {
                throw new DataFormatException(
                    $"{path} has no {(place < 0 ? "picture" : "sentence")} in its first line. A line is such as "
                    + $"{{\"picture\": \"a.png\", \"sentence\": \"A red ball.\"}}, one for each sentence.");
            }

            return
            [
                .. file.Rows.Select(r => (
                    lines[(int)r.Line - 1].Number, r.Cells[place], r.Cells[sentences],
                    groups < 0 || (isJson && r.Cells[groups].Length == 0) ? null : r.Cells[groups])),
            ];
        }

        return lines.Select(line => OfTabs(path, line));
    }

    private static (long Line, string Name, string Sentence, string? Group) OfTabs(string path, TextLine line)
    {
        string[] cells = line.Text.Split('\t');
        return cells.Length is < 2 or > 3
            ? throw new DataFormatException(
                path, line.Number, 0,
                $"the line has {cells.Length - 1} tabs. Write the name of a picture, a tab and a sentence, and, if "
                + "pictures belong together, a tab and a group.")
            : (line.Number, cells[0].Trim(), cells[1].Trim(), cells.Length == 3 ? cells[2].Trim() : null);
    }
}
