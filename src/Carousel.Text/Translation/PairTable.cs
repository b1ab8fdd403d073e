using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Translation;

/// <summary>
/// A table of lines and their translations, or of questions and their answers: with named columns, or with two columns
/// of text.
/// </summary>
/// <param name="Rows">The rows. A blank line is a row without cells.</param>
/// <param name="Width">How many cells each other row has; 1 for lines that nothing divides.</param>
/// <param name="First">The column of lines.</param>
/// <param name="Second">The column of translations or answers.</param>
internal sealed record PairTable(IReadOnlyList<CsvLine> Rows, int Width, int First, int Second)
{
    private static readonly string[] _first =
        "question prompt instruction query input user human source src text".Split(' ');

    private static readonly string[] _second =
        "answer response reply completion output bot assistant target tgt translation".Split(' ');

    private static readonly string[][] _languages =
    [
        .. "english en eng|german de deu|french fr fra|spanish es spa|italian it ita|portuguese pt por|dutch nl nld"
            .Split('|').Select(l => l.Split(' ')),
        .. "polish pl pol|russian ru rus|ukrainian uk ukr|turkish tr tur|arabic ar ara|chinese zh cmn|japanese ja jpn"
            .Split('|').Select(l => l.Split(' ')),
        .. "korean ko kor|czech cs ces|swedish sv swe|danish da dan|finnish fi fin|greek el ell|hindi hi hin"
            .Split('|').Select(l => l.Split(' ')),
    ];

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">How messages call them.</param>
    /// <param name="notes">Takes a note on the columns; null for none.</param>
    /// <exception cref="DataFormatException">The lines cannot be divided into cells.</exception>
    public static PairTable Read(IEnumerable<TextLine> lines, string name, ICollection<string>? notes = null)
    {
        var table = TextTable.Read(lines, name, cells => Named(cells) is not null);
        if (Named(table.Names) is var (first, second))
        {
            notes?.Add(
                $"Lines are read from column '{table.Names[first]}', their answers or translations from "
                + $"'{table.Names[second]}'; other columns are not read.");
            return new PairTable(table.Rows, table.Names.Length, first, second);
        }

        CsvLine[] rows = [.. table.Rows.Where(r => r.Cells.Length > 0)];
        int width = rows.Length == 0 ? 1 : rows[0].Cells.Length;
        int[] texts = width < 3 || rows.Any(r => r.Cells.Length != width) ? []
            : [.. Enumerable.Range(0, width).Where(c => rows.Any(r => IsText(r.Cells[c])))];
        if (texts.Length != 2)
        {
            return new PairTable(table.Rows, rows.Any(r => r.Cells.Length > 1) ? 2 : 1, 0, 1);
        }

        notes?.Add($"Columns {texts[0] + 1} and {texts[1] + 1} of {width} are read: the others have no text.");
        return new PairTable(table.Rows, width, texts[0], texts[1]);
    }

    // Tatoeba's files name numbers, and the author of each pair.
    private static bool IsText(string cell) => cell.Length > 0 && !cell.StartsWith("CC-BY", StringComparison.Ordinal)
        && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static (int First, int Second)? Named(string[] cells)
    {
        int first = TextTable.Find(cells, _first), second = TextTable.Find(cells, _second);
        if (first >= 0 && second >= 0)
        {
            return (first, second);
        }

        (int Place, int Language)[] named =
            [.. cells.Select((c, place) => (place, LanguageOf(c))).Where(p => p.Item2 >= 0)];
        return named is [var one, var other] && one.Language != other.Language ? (one.Place, other.Place) : null;
    }

    private static int LanguageOf(string cell) => Array.FindIndex(_languages, l =>
        l.Contains(cell, StringComparer.OrdinalIgnoreCase)
        || cell.StartsWith($"{l[0]} ", StringComparison.OrdinalIgnoreCase));
}
