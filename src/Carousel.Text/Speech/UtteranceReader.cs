using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Speech;

/// <summary>
/// Reads a table of transcripts: the name of a recording and its text, and more columns if a header names them.
/// </summary>
/// <remarks>
/// The first line is a header if one of its cells is a name of the column of files or of transcripts; without one
/// the first column is the file and the second the transcript. A folder means the one table in it; without a table it
/// has LibriSpeech's lists of transcripts, or a text file for each recording.
/// </remarks>
internal static class UtteranceReader
{
    private static readonly OptionTable _names = OptionTable.Of(typeof(SpeechOptions));
    private static readonly string[] _fileNames =
        "file path recording_file audio wav filename file_name audio_path wav_filename audio_filepath id".Split(' ');

    private static readonly string[] _transcriptNames =
        "transcript transcription text sentence words normalized_text".Split(' ');

    // Common Voice and LJSpeech keep recordings in a folder next to the table, and name them with another ending.
    private static readonly string[] _folders = ["", "wavs", "clips"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file, or a folder that holds one file ending in .tsv or .csv.</param>
    /// <param name="columns">Which columns are read.</param>
    /// <returns>The lines, one at least.</returns>
    /// <exception cref="DataFormatException">It can't be read as such a table, or names a recording that is not there:
    /// the line, and what to do.</exception>
    public static IReadOnlyList<Utterance> Read(string path, UtteranceColumns columns)
    {
        if (columns is { Speaker: null, Group: null } && Directory.Exists(path) && Tables(path).Length == 0
            && NextToRecordings(path, columns) is [_, ..] found)
        {
            return found;
        }

        string name = TableOf(path, columns.CanBeNamed);
        var table = TextTable.Read(TextLines.Read(name), name, cells =>
            ColumnNames.Find(cells, _fileNames) >= 0 || ColumnNames.Find(cells, _transcriptNames) >= 0);
        CsvLine[] rows = [.. table.Rows.Where(r => r.Cells.Length > 0)];
        if (rows.Length == 0)
        {
            throw new DataFormatException(
                $"{name} contains no transcript. Expected a line for each recording: its file name, a tab and its "
                + "transcript.");
        }

        int[] places = Places(table, rows[0], columns, name);
        string own = Path.GetDirectoryName(name) ?? "", folder = columns.Recordings ?? own;
        if (columns.PrefersOwn && Existing(own, rows[0].Cells[places[0]]) is not null)
        {
            folder = own;
        }

        return
        [
            .. rows.Select(row => new Utterance(
                Find(row.Cells[places[0]], folder, name, row.Line, columns),
                string.Join(' ', Words(row.Cells.ElementAtOrDefault(places[1]) ?? "")),
                row.Line)
            {
                Speaker = row.Cells.ElementAtOrDefault(places[2]) ?? "",
                Group = row.Cells.ElementAtOrDefault(places[3]) ?? "",
            }),
        ];
    }

    /// <summary>The transcripts of a folder without a table; none where it has no such files.</summary>
    private static Utterance[] NextToRecordings(string folder, UtteranceColumns columns)
    {
        string[] All(string pattern) =>
            [.. Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        static string TextOf(string sound) => Path.ChangeExtension(sound, ".txt");

        // A line of a list is the name, which begins with the speaker, and the words.
        Utterance[] listed =
        [
            .. from list in All("*.trans.txt")
               from line in TextLines.Read(list)
               let words = Words(line.Text)
               where words.Length > 0
               let speaker = words[0].Split('-')[0]
               select new Utterance(
                   Find(words[0], Path.GetDirectoryName(list)!, list, line.Number, columns),
                   string.Join(' ', words[1..]), line.Number)
               {
                   Speaker = speaker,
                   Group = speaker,
               },
        ];
        string[] sounds = listed.Length > 0 ? [] : All("*.wav");
        return !sounds.Any(s => File.Exists(TextOf(s))) ? listed
            : [.. sounds.Select(s => new Utterance(s, string.Join(' ', Words(TextLines.ReadAll(TextOf(s)))), 1))];
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string[] Tables(string folder) =>
    [
        .. ((string[])["*.tsv", "*.csv"]).Select(e => Directory.GetFiles(folder, e)).FirstOrDefault(
            found => found.Length > 0, []).Order(StringComparer.Ordinal),
    ];

    /// <summary>The table that a path means.</summary>
    private static string TableOf(string path, bool canBeNamed)
    {
        if (!Directory.Exists(path))
        {
            return !path.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) ? path : throw new DataFormatException(
                $"{path} is a recording. Pass a table of transcripts (file, tab, text), or use predict with a model.");
        }

        OptionSentence option = canBeNamed ? ", and the folder by {Recordings} if it is elsewhere" : "";
        string[] tables = Tables(path);
        string found = tables.Length == 0 ? "is a folder without a .tsv or .csv file"
            : $"contains {tables.Length} tables ({string.Join(", ", tables.Take(3).Select(Path.GetFileName))})";
        return tables.Length == 1 ? tables[0] : throw _names.Unfit(
            $"{path} {found}. Pass the table of transcripts (file name, tab, transcript){option}.");
    }

    // Places of file, transcript, speaker and group; −1 for none.
    private static int[] Places(TextTable read, CsvLine row, UtteranceColumns columns, string table)
    {
        string[] cells = read.Names;
        if (cells.Length == 0)
        {
            // LJSpeech's metadata.csv has the spoken words in the third column.
            bool isCorpus = row.Cells.Length == 3 && read.Delimiter == '|'
                && table.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
            return columns.NeedsTranscripts && row.Cells.Length < 2
                ? throw new DataFormatException(
                    table, row.Line, 2,
                    "the line has no tab. Each line is a file name, a tab and the transcript of the recording; CSV has "
                    + "a first line that names its columns, such as file,transcript.")
                : columns.Speaker is null && columns.Group is null ? [0, isCorpus ? 2 : 1, -1, -1]
                : throw _names.Unfit(
                    table, row.Line, 0,
                    $"{(OptionSentence)(columns.Speaker is not null ? "{Speaker}" : "{Group}")} names a column, but "
                    + $"the table has no header. Put the names of the columns on its first line: file, transcript, "
                    + $"speaker.");
        }

        int file = ColumnNames.Find(cells, _fileNames), transcript = ColumnNames.Find(cells, _transcriptNames);
        if (file < 0 || (columns.NeedsTranscripts && transcript < 0))
        {
            throw new DataFormatException(
                table, 1, 0,
                $"the header ({string.Join(", ", cells)}) has no column '{(file < 0 ? "file" : "transcript")}'. "
                + "Rename the column to that.");
        }

        int speaker = columns.Speaker is { } s ? Given(s, nameof(columns.Speaker))
            : ColumnNames.Find(cells, "speaker", "client_id", "speaker_id");
        return [file, transcript, speaker, columns.Group is { } g ? Given(g, nameof(columns.Group)) : speaker];

        int Given(string name, string property)
        {
            int place = ColumnNames.Find(cells, name);
            return place >= 0 ? place
                : throw _names.Unfit(
                    table, 1, 0,
                    $"{OptionSentence.Property(property)} names the column '{name}', but the columns "
                    + $"are {string.Join(", ", cells)}.{NearestName.Question(name, cells)}", name);
        }
    }

    private static string Find(string name, string folder, string table, long number, UtteranceColumns columns)
    {
        if (name.Length == 0)
        {
            throw new DataFormatException(
                table, number, 1, "the name of the recording is empty. Write it, or leave the line out.");
        }

        // Some tables name files by their whole path.
        if (Path.IsPathRooted(name) && Path.GetRelativePath(Path.Combine(folder, "."), name) is var inside
            && !inside.StartsWith("..", StringComparison.Ordinal))
        {
            name = inside;
        }

        string path = FolderFile.Within(folder, name.Replace('\\', '/'), table, number, 1);
        OptionSentence orFrom = columns.CanBeNamed ? ", or to that of {Recordings}" : "";
        string convert = File.Exists(path + ".flac") ? " Convert the FLAC file to WAV." : "";
        return Existing(folder, name) ?? throw _names.Unfit(
            table, number, 1,
            $"the recording {path} does not exist.{convert} File names are relative to the table's folder{orFrom}.");
    }

    private static string? Existing(string folder, string name) =>
        _folders.Select(inside => Path.Combine(folder, inside, name.Replace('\\', '/')))
            .SelectMany(p => (string[])[p, p + ".wav", Path.ChangeExtension(p, ".wav")])
            .OrderBy(p => p.EndsWith(".mp3", StringComparison.OrdinalIgnoreCase)).FirstOrDefault(File.Exists);
}
