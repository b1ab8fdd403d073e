using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Tagging;

/// <summary>Tables of words with named columns, such as <c>Sentence #,Word,POS,Tag</c>.</summary>
internal static class WordTable
{
    private static readonly string[] _words = "word token form words tokens".Split(' ');
    private static readonly string[] _labels = "tag label ner ner_tag pos upos xpos tags labels chunk".Split(' ');
    private static readonly string[] _sentences =
        ["sentence #", "sentence_id", "sentence", "sentence_idx", "sent_id", "sentence_number"];

    private static readonly Regex[] _tags = [new("(?<=.)/([^/]+)$"), new("(?<=.)_([^_]+)$")];

    /// <summary>The columns of words and of labels if cells are names of columns; −1 if they are not.</summary>
    public static (int Words, int Labels) In(string[] cells)
    {
        int labels = ColumnNames.Find(cells, _labels);
        return (labels >= 0 || (cells.Length > 1 && cells.All(IsOther)) ? ColumnNames.Find(cells, _words) : -1, labels);
    }

    private static bool IsOther(string name) =>
        _words.Concat(_sentences).Append("id").Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The lines of a file of tokens. Rows of CSV, and those of a table with a column of sentences, become lines of
    /// columns between tabs with a blank line between sentences.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The lines; null for CSV without a column of words.</returns>
    /// <exception cref="DataFormatException">It cannot be read as text or as CSV.</exception>
    public static IEnumerable<TextLine>? Lines(string path)
    {
        bool isCsv = StepReader.IsFor(path);
        bool IsHeader(string[] cells) => In(cells).Words >= 0 || (isCsv && cells.All(IsOther));
        var head = TextTable.Read(
            TextLines.Read(TextFile.Open(path, isTable: false)).Take(TextTable.Looked), path, IsHeader);
        int words = ColumnNames.Find(head.Names, _words);
        if (isCsv && (words < 0 || !head.Rows.Any(r => TextTable.IsText(r.Cells[words]))))
        {
            return null;
        }

        int sentence = ColumnNames.Find(head.Names, _sentences);
        IEnumerable<TextLine> lines = TextLines.Read(path);
        return words >= 0 && (sentence >= 0 || isCsv) ? Divided(TextTable.Read(lines, path, IsHeader), sentence)
            : head.Delimiter != '\n' ? lines : Tagged(lines, [.. head.Rows.SelectMany(r => r.Cells)]);
    }

    /// <summary>Lines of tokens such as word/TAG or word_TAG, with tags that repeat, as lines of two columns.</summary>
    private static IEnumerable<TextLine> Tagged(IEnumerable<TextLine> lines, string[] first)
    {
        string[] tokens = [.. first.SelectMany(l => TokenLayout.Split(l))];
        Regex? tag = tokens.Length == first.Length ? null
            : Array.Find(_tags, r => tokens.All(r.IsMatch)
                && tokens.DistinctBy(t => r.Match(t).Value).Count() < tokens.Length);
        return tag is null ? lines : lines.SelectMany(line => TokenLayout.Split(line.Text)
            .Select(t => line with { Text = tag.Replace(t, "\t$1") }).Append(line with { Text = "" }));
    }

    private static IEnumerable<TextLine> Divided(TextTable table, int sentence)
    {
        // One name looks like a token.
        if (table.Names.Length > 1)
        {
            yield return new TextLine(1, string.Join('\t', table.Names));
        }

        string own = "";
        long before = 1;
        foreach (CsvLine row in table.Rows.Where(r => r.Cells.Length > 0))
        {
            // An empty cell means the sentence of the row before.
            string named = sentence < 0 || row.Cells[sentence].Length == 0 ? own : row.Cells[sentence];
            if (sentence < 0 ? row.Line > before + 1 : named != own)
            {
                yield return new TextLine(row.Line, "");
            }

            (own, before) = (named, row.Line);
            yield return new TextLine(row.Line, string.Join('\t', row.Cells));
        }
    }
}
