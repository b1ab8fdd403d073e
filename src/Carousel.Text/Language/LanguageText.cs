using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>A text that a language model is made from: read, but not yet cut into units.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Text">The text; one line per entry of a FASTA file.</param>
internal sealed partial record LanguageText(string Name, string Text)
{
    /// <summary>The bundled sample.</summary>
    public const string SampleName = "samples/moby_dick.txt";

    /// <summary>The names of the entries of a FASTA file; none of other text.</summary>
    public IReadOnlyList<string> Entries { get; private init; } = [];

    /// <summary>What was read of a folder or a table, a sentence; null for another file.</summary>
    public string? Note { get; private init; }

    /// <summary>Reads a file, or the files <c>*.txt</c> of a folder as one text.</summary>
    /// <param name="path">The file, which may be packed with gzip, or the folder.</param>
    /// <param name="units">What the text is to be cut into; null finds out.</param>
    /// <returns>The text.</returns>
    /// <exception cref="DataFormatException">The file does not exist, is empty, is not text, or is damaged
    /// FASTA.</exception>
    public static LanguageText Read(string path, UnitKind? units = null)
    {
        // Chapter 10 follows chapter 9.
        string[] files = !Directory.Exists(path) ? []
            : [.. Directory.GetFiles(path, "*.txt").OrderBy(
                f => Digits().Replace(Path.GetFileName(f), d => d.Value.PadLeft(20, '0')), StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            return Of(TextLines.ReadAll(path), path, units);
        }

        int folders = Directory.GetDirectories(path).Length;
        return Of(string.Join('\n', files.Select(TextLines.ReadAll)), path, units) with
        {
            Note = $"{FigureText.Counted(files.Length, "file")} of the folder are one text, from "
                + $"{Path.GetFileName(files[0])} to {Path.GetFileName(files[^1])}."
                + (folders == 0 ? "" : $" Not read: {FigureText.Counted(folders, "folder")} inside it."),
        };
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    /// <summary>Takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="units">What the text is to be cut into; null finds out.</param>
    /// <returns>The text, its lines ending with a line feed.</returns>
    /// <exception cref="DataFormatException">It is empty, damaged FASTA, or a table of several texts.</exception>
    public static LanguageText Of(string text, string name, UnitKind? units = null)
    {
        (string clean, string? note) = Column(text.Replace("\r\n", "\n").Replace('\r', '\n'), name);
        if (string.IsNullOrWhiteSpace(clean))
        {
            throw new DataFormatException($"{name} is empty. Pass a file with text.");
        }

        if (units is UnitKind.Residues || (units is null && FastaFile.IsFasta(clean)))
        {
            (IReadOnlyList<string> entries, string letters) = FastaFile.Read(clean, name);
            return new LanguageText(name, letters) { Entries = entries };
        }

        return new LanguageText(name, clean) { Note = note };
    }

    /// <summary>Whether spaces separate words and marks of a text already: Penn Treebank and WikiText have
    /// &lt;unk&gt;, others have spaces before most commas.</summary>
    public static bool IsTokenized(string text)
    {
        int spaced = SpacedComma().Count(text), usual = LetterComma().Count(text);
        return spaced > 10 * (1 + usual) || (spaced >= usual && text.Contains(" <unk> ", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\s,\s")]
    private static partial Regex SpacedComma();

    [GeneratedRegex(@"\p{L},")]
    private static partial Regex LetterComma();

    // The text of a table, by the file's ending: rows of CSV without names of columns are text.
    private static (string Text, string? Note) Column(string text, string name)
    {
        if (!TableName().IsMatch(name) || string.IsNullOrWhiteSpace(text))
        {
            return (text, null);
        }

        int Named(string[] cells) => ColumnNames.Find(cells, "text", "content", "body", "sentence", "review");
        bool isNamed = false;
        string[] names;
        CsvLine[] rows;
        try
        {
            var table = TextTable.Read(
                TextLines.Read(new StringReader(text)), name,
                cells => (isNamed |= Named(cells) >= 0)
                    || (cells.Length > 1 && cells.All(c => HeaderName().IsMatch(c))));
            names = table.Names;
            rows = names.Length == 0 ? [] : [.. table.Rows.Where(r => r.Cells.Length > 0)];
        }
        catch (DataFormatException) when (!isNamed)
        {
            // Lines with commas, or JSON of another form, are text.
            return (text, null);
        }

        int[] texts = Named(names) is >= 0 and var named ? [named]
            :
            [
                .. Enumerable.Range(0, names.Length).Where(c => rows.Count(r =>
                    r.Cells[c].Contains(' ') && r.Cells[c].Any(char.IsLetter)) > rows.Length / 2),
            ];
        return texts.Length switch
        {
            0 => (text, null),
            1 => (string.Join('\n', rows.Select(r => r.Cells[texts[0]])),
                $"The text is column '{names[texts[0]]}' of {FigureText.Counted(rows.Length, "row")}; other "
                + "columns are not read."),
            _ => throw new DataFormatException(
                $"{name} has several columns of text: {string.Join(", ", texts.Select(c => names[c]))}. Name the "
                + "one to read text."),
        };
    }

    [GeneratedRegex(@"(?i)\.(jsonl?|[ct]sv)(\.gz)?$")]
    private static partial Regex TableName();

    [GeneratedRegex(@"^[\w. -]+$")]
    private static partial Regex HeaderName();
}
