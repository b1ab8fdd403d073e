using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>What a file or folder is found to be, and what can be done with it.</summary>
internal static class DataFindings
{
    /// <summary>Looks at data.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="name">How messages call them.</param>
    /// <returns>What was found, without number, name and size; and the table, where it is one.</returns>
    /// <exception cref="DataFormatException">They can't be read.</exception>
    public static (DataSet Found, Table? Table) Of(string path, string name)
    {
        string kind = DataKinds.Of(path);
        if (kind == DataKinds.Table)
        {
            Table table = TableReader.Read(path, name);
            return (TableFindings.Of(table), table);
        }

        DataSet found = new() { Id = "", Name = "", Kind = kind };
        found = Directory.Exists(path) ? OfFolder(found, path)
            : kind switch
            {
                DataKinds.Tokens => OfTokens(found, path),
                DataKinds.Text => OfText(found, path),
                DataKinds.Genome => found with
                {
                    Rows = CountLines(path, line => line.StartsWith('>')),
                    Unit = "sequences",
                },
                DataKinds.Strokes => found with { Rows = CountLines(path, line => line.Length > 0), Unit = "drawings" },
                DataKinds.Sequences => found with
                {
                    Rows = CountLines(path, DataPictures.IsSequence),
                    Unit = "sequences",
                },
                _ => found with { Rows = 1, Unit = "files" },
            };
        return (found with { Jobs = FileJobs.Of(found, path) }, null);
    }

    private static DataSet OfTokens(DataSet found, string path)
    {
        (long sentences, long tokens, bool isInside) = (0, 0, false);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        using TextReader reader = TextFile.Open(path, isTable: false);
        while (reader.ReadLine() is { } line)
        {
            if (line.AsSpan().Trim().IsEmpty)
            {
                isInside = false;
            }
            else if (LabelOf(line) is { } label)
            {
                sentences += isInside ? 0 : 1;
                isInside = true;
                tokens++;
                if (labels.Count < 1000)
                {
                    labels.Add(label);
                }
            }
        }

        return found with
        {
            Rows = sentences,
            Unit = "sentences",
            Facts =
            [
                new Fact("tokens", FigureText.Count(tokens)),
                new Fact("labels", $"{FigureText.Count(labels.Count)}, such as {string.Join(", ", labels.Take(5))}"),
            ],
        };
    }

    /// <summary>The label in the line of a token; null for a blank line or a comment.</summary>
    /// <param name="line">The line.</param>
    public static string? LabelOf(string line)
    {
        string text = line.Trim();
        if (text.Length == 0 || (text[0] == '#' && !text.Contains('\t', StringComparison.Ordinal)))
        {
            return null;
        }

        string[] fields = text.Split('\t');
        return fields.Length == 10 ? fields[3] : fields[^1];
    }

    private static DataSet OfText(DataSet found, string path)
    {
        (long lines, long letters) = (0, 0);
        using TextReader reader = TextFile.Open(path, isTable: false);
        while (reader.ReadLine() is { } line)
        {
            lines++;
            letters += line.Length + 1;
        }

        return found with
        {
            Rows = lines,
            Unit = "lines",
            Facts = [new Fact("characters", FigureText.Count(letters))],
        };
    }

    private static DataSet OfFolder(DataSet found, string path)
    {
        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)];
        string[] folders =
        [
            .. Directory.EnumerateDirectories(path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal),
        ];
        return found with
        {
            Rows = files.Length,
            Unit = "files",
            Facts = folders.Length == 0 ? [] :
            [
                new Fact(
                    "folders",
                    Invariant.Of($"{folders.Length}: {CsvColumns.Shown(folders)}")),
            ],
        };
    }

    private static long CountLines(string path, Func<string, bool> isMeant)
    {
        long count = 0;
        using TextReader reader = TextFile.Open(path, isTable: false);
        while (reader.ReadLine() is { } line)
        {
            count += isMeant(line) ? 1 : 0;
        }

        return count;
    }
}
