using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Studio.Data;

/// <summary>What a file or folder is, by its ending and its beginning.</summary>
internal static class DataKinds
{
    /// <summary>Rows of cells.</summary>
    public const string Table = "table";

    /// <summary>Sequences with classes, <c>.ts</c>.</summary>
    public const string Sequences = "sequences";

    /// <summary>One token per line, a blank line between sentences.</summary>
    public const string Tokens = "tokens";

    /// <summary>Running text.</summary>
    public const string Text = "text";

    /// <summary>FASTA or GenBank.</summary>
    public const string Genome = "genome";

    /// <summary>Recordings.</summary>
    public const string Sounds = "sounds";

    /// <summary>Pictures.</summary>
    public const string Pictures = "pictures";

    /// <summary>Pen strokes.</summary>
    public const string Strokes = "strokes";

    /// <summary>Pieces of music.</summary>
    public const string Music = "music";

    /// <summary>A folder of anything else.</summary>
    public const string Folder = "folder";

    /// <summary>Nothing that is known.</summary>
    public const string Unknown = "unknown";

    private const int Prefix = 1 << 15;

    private static readonly Dictionary<string, string> _byEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".ts"] = Sequences,
        [".conll"] = Tokens,
        [".conllu"] = Tokens,
        [".fasta"] = Genome,
        [".fa"] = Genome,
        [".fna"] = Genome,
        [".faa"] = Genome,
        [".gb"] = Genome,
        [".gbk"] = Genome,
        [".wav"] = Sounds,
        [".png"] = Pictures,
        [".mid"] = Music,
        [".midi"] = Music,
    };

    /// <summary>What a file or folder is.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="Carousel.Data.DataFormatException">It is not a text, nor any other known kind of
    /// file.</exception>
    public static string Of(string path)
    {
        if (Directory.Exists(path))
        {
            return OfFolder(path);
        }

        string name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return _byEnding.TryGetValue(Path.GetExtension(name), out string? kind) ? kind
            : name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? OfCsv(path)
            : OfText(path, name);
    }

    // Drawings may be in a table without a header: a line contains points, then its label. If the label is also a
    // number, the file may be any table.
    private static string OfCsv(string path)
    {
        string beginning = BeginningOf(path);
        string[] filled = [.. beginning.Split('\n').Where(line => line.Trim().Length > 0).Take(2)];
        return !AreRecords(beginning)
            && (beginning.TrimStart() is ['[' or '{', ..] || (filled.Length > 0 && filled.All(IsPoints)))
            ? Strokes
            : Table;
    }

    // Objects of named values; drawings and pieces of music contain lists.
    private static bool AreRecords(string beginning) =>
        CsvFile.MayBeJson(beginning) && beginning.IndexOf('{') is >= 0 and var at
        && !beginning[at..].Split('}')[0].Contains('[');

    private static bool IsPoints(string line) => line.Split(',') is { Length: >= 5 } cells && cells.Length % 2 == 1
        && cells[..^1].All(IsNumber) && !IsNumber(cells[^1]);

    private static bool IsNumber(string cell) =>
        float.TryParse(cell.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string OfFolder(string path)
    {
        string[] kinds =
        [
            .. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Select(file => _byEnding.GetValueOrDefault(Path.GetExtension(file), Unknown)),
        ];
        string[] media = [Sounds, Pictures, Music];
        return media.FirstOrDefault(kind => 2 * kinds.Count(k => k == kind) > kinds.Length) ?? Folder;
    }

    private static string OfText(string path, string name)
    {
        string beginning = BeginningOf(path);
        string start = beginning.TrimStart(' ', '\n', '\r');
        if (start.StartsWith('>') || start.StartsWith("LOCUS ", StringComparison.Ordinal))
        {
            return Genome;
        }

        if (start.StartsWith('{') || start.StartsWith('['))
        {
            return AreRecords(start) ? Table : name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                && start.StartsWith('{') && !start.Contains("\"drawing\"", StringComparison.Ordinal) ? Music : Strokes;
        }

        string[] lines = beginning.Split('\n');
        int blank = lines.Count(line => line.Trim().Length == 0);
        string[] filled = [.. lines.Where(line => line.Trim().Length > 0 && line[0] != '#').SkipLast(1)];
        if (blank >= 2 && filled.Length > blank && filled.All(line => line.Contains('\t')))
        {
            return Tokens;
        }

        return IsTable(filled) ? Table : Text;
    }

    private static string BeginningOf(string path)
    {
        var letters = new char[Prefix];
        using TextReader reader = TextFile.Open(path);
        return new string(letters, 0, reader.ReadBlock(letters, 0, letters.Length)).TrimStart('\uFEFF');
    }

    // Each line is divided alike. Sentences have commas, but not the same number in all lines.
    private static bool IsTable(string[] lines)
    {
        if (lines.Length < 2)
        {
            return false;
        }

        char delimiter = CsvDialect.FindDelimiter(string.Join('\n', lines) + "\n");
        int width = lines[0].Count(letter => letter == delimiter);
        int alike = lines.Count(line => line.Count(letter => letter == delimiter) == width);
        return width > 0 && alike * 10 >= lines.Length * 9;
    }
}
