using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Speech;

/// <summary>
/// Reads a table of transcripts: the name of a recording, a tab, its text; more columns where a header names them.
/// </summary>
/// <remarks>
/// The first line is a header where one of its cells is a name of the column of files or of transcripts; without one
/// the first column is the file and the second the transcript. A folder means the one table in it.
/// </remarks>
internal static class UtteranceReader
{
    private static readonly OptionTable _names = OptionTable.Of(typeof(SpeechOptions));
    private static readonly string[] _fileNames =
    [
        "file", "path", "recording_file", "audio", "wav", "filename", "file_name",
    ];
    private static readonly string[] _transcriptNames = ["transcript", "transcription", "text", "sentence", "words"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file, or a folder that holds one file ending in .tsv.</param>
    /// <param name="columns">Which columns are read.</param>
    /// <returns>The lines, one at least.</returns>
    /// <exception cref="DataFormatException">It can't be read as such a table, or names a recording that is not there:
    /// the line, and what to do.</exception>
    public static IReadOnlyList<Utterance> Read(string path, UtteranceColumns columns)
    {
        string table = TableOf(path, columns.CanBeNamed),
            folder = columns.Recordings ?? Path.GetDirectoryName(table) ?? "";
        var utterances = new List<Utterance>();
        int[]? places = null;
        int width = 0;
        foreach ((long number, string line) in TextLines.Read(table))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string[] cells = Array.ConvertAll(line.Split('\t'), cell => cell.Trim());
            if (places is null)
            {
                bool isHeader = Array.Exists(cells, c => IsOneOf(c, _fileNames) || IsOneOf(c, _transcriptNames));
                (places, width) = (Places(cells, isHeader, columns, table, number), cells.Length);
                if (isHeader)
                {
                    continue;
                }
            }

            if (cells.Length != width)
            {
                throw new DataFormatException(
                    table, number, Math.Min(cells.Length, width) + 1,
                    $"the line has {Counted(cells.Length)} between tabs, but the first has {width}. Put a tab between "
                    + $"file and transcript, and none inside them.");
            }

            utterances.Add(new Utterance(
                Find(folder, cells[places[0]], table, number, columns),
                string.Join(' ', cells[places[1]].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), number)
            {
                Speaker = places[2] < 0 ? "" : cells[places[2]],
                Group = places[3] < 0 ? "" : cells[places[3]],
            });
        }

        return utterances.Count > 0
            ? utterances
            : throw new DataFormatException(
                $"{table} contains no transcript. Expected a line for each recording: its file name, a tab and its "
                + $"transcript.");
    }

    /// <summary>The table that a path means.</summary>
    private static string TableOf(string path, bool canBeNamed)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        OptionSentence andFolder = canBeNamed ? ", and the folder by {Recordings} if it is elsewhere" : "";
        OptionSentence andOption = canBeNamed ? ", and {Recordings} " : "";
        string[] tables = [.. Directory.GetFiles(path, "*.tsv").Order(StringComparer.Ordinal)];
        return tables switch
        {
            [var only] => only,
            [] =>
                throw _names.Unfit(
                    $"{path} is a folder without a .tsv file. Pass the table of transcripts (file name, tab, "
                    + $"transcript){andFolder}."),
            _ =>
                throw _names.Unfit(
                    $"{path} contains {tables.Length} .tsv files "
                    + $"({string.Join(", ", tables.Take(3).Select(Path.GetFileName))}): pass the one with the "
                    + $"transcripts{andOption}{(canBeNamed ? path : "")}."),
        };
    }

    // Places of file, transcript, speaker and group; −1 for none.
    private static int[] Places(string[] cells, bool isHeader, UtteranceColumns columns, string table, long number)
    {
        if (!isHeader)
        {
            if (cells.Length < 2)
            {
                throw new DataFormatException(
                    table, number, 2,
                    "the line has no tab. Each line is a file name, a tab and the transcript of the recording.");
            }

            if (columns.Speaker is not null || columns.Group is not null)
            {
                throw _names.Unfit(
                    table, number, 0,
                    $"{(OptionSentence)(columns.Speaker is not null ? "{Speaker}" : "{Group}")} names a column, but "
                    + $"the table has no header. Put the names of the columns on its first line: file, transcript, "
                    + $"speaker.");
            }

            return [0, 1, -1, -1];
        }

        int file = Named(_fileNames), transcript = Named(_transcriptNames);
        if (file < 0 || transcript < 0)
        {
            throw new DataFormatException(
                table, number, 0,
                $"the header ({string.Join(", ", cells)}) has no column '{(file < 0 ? "file" : "transcript")}'. Name "
                + $"the columns file and transcript.");
        }

        int speaker = columns.Speaker is { } s ? Given(s, nameof(columns.Speaker)) : Named(["speaker", "client_id"]);
        return [file, transcript, speaker, columns.Group is { } g ? Given(g, nameof(columns.Group)) : speaker];

        int Named(string[] names) => Array.FindIndex(cells, c => IsOneOf(c, names));

        int Given(string name, string property)
        {
            int place = Array.FindIndex(cells, c => c.Equals(name, StringComparison.OrdinalIgnoreCase));
            string hint = NearestName.Find(name, cells) is { } near ? $" Did you mean '{near}'?" : "";
            return place >= 0 ? place
                : throw _names.Unfit(
                    table, number, 0,
                    $"{OptionSentence.Property(property)} names the column '{name}', but the columns "
                    + $"are {string.Join(", ", cells)}.{hint}", name);
        }
    }

    private static string Find(
        string folder, string name, string table, long number, UtteranceColumns columns)
    {
        if (name.Length == 0)
        {
            throw new DataFormatException(
                table, number, 1, "the name of the recording is empty. Write it, or leave the line out.");
        }

        string path = FolderFile.Within(folder, name, table, number, 1);
        OptionSentence orFrom = columns.CanBeNamed ? $", or to that of {{{columns.RecordingsProperty}}}" : "";
        return File.Exists(path) ? path
            : File.Exists(path + ".wav") ? path + ".wav"
            : throw _names.Unfit(
                table, number, 1,
                $"the recording {path} does not exist. File names are relative to the table's folder{orFrom}.");
    }

    private static bool IsOneOf(string cell, string[] names) =>
        Array.Exists(names, n => n.Equals(cell, StringComparison.OrdinalIgnoreCase));

    private static string Counted(int cells) => cells == 1 ? "1 cell" : $"{cells} cells";
}
