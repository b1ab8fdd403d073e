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

    /// <summary>The column of words if cells are names of columns; −1 if they are not.</summary>
    public static int WordsIn(string[] cells) =>
        TextTable.Find(cells, _labels) >= 0 ? TextTable.Find(cells, _words) : -1;

    /// <summary>
    /// The lines of a file of tokens. Rows of CSV, and those of a table with a column of sentences, become lines of
    /// columns between tabs with a blank line between sentences.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The lines; null for CSV without a column of words.</returns>
    /// <exception cref="DataFormatException">It cannot be read as text or as CSV.</exception>
    public static IReadOnlyList<TextLine>? Lines(string path)
    {
        TextLine[] lines = [.. TextLines.Read(path)];
        var table = TextTable.Read(lines, path, cells => WordsIn(cells) >= 0);
        bool isCsv = StepReader.IsFor(path);
        int sentence = TextTable.Find(table.Names, _sentences);
        return table.Names.Length == 0 && isCsv ? null
            : table.Names.Length == 0 || (sentence < 0 && !isCsv) ? lines : [.. Divided(table, sentence)];
    }

    private static IEnumerable<TextLine> Divided(TextTable table, int sentence)
    {
        string Line(string[] cells) => string.Join('\t', cells.Where((_, c) => c != sentence));
        yield return new TextLine(1, Line(table.Names));
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
            yield return new TextLine(row.Line, Line(row.Cells));
        }
    }
}
