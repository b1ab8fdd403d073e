using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Translation;

/// <summary>
/// A table of lines and their translations, or of questions and their answers: with named columns, or with two columns
/// of text.
/// </summary>
/// <param name="Rows">Rows of a line and what belongs to it, or of one line. A blank line is a row without
/// cells.</param>
/// <param name="HasPairs">Whether rows have two cells.</param>
internal sealed record PairTable(IReadOnlyList<CsvLine> Rows, bool HasPairs)
{
    // Short codes of languages, such as hi and it, are also words.
    private const int ShortName = 3;

    private static readonly string[] _first =
        "question prompt instruction query input user human source src text".Split(' ');

    private static readonly string[] _second =
        "answer response reply completion output bot chatbot assistant target tgt translation".Split(' ');

    private static readonly string[][] _languages = Array.ConvertAll((
        "english en eng englisch anglais|german de deu deutsch allemand|french fr fra français französisch|"
        + "spanish es spa español spanisch|italian it ita italiano italienisch|"
        + "portuguese pt por português|dutch nl nld nederlands|polish pl pol polski|russian ru rus русский russisch|"
        + "ukrainian uk ukr українська|turkish tr tur türkçe türkisch|arabic ar ara|"
        + "chinese zh cmn 中文|japanese ja jpn 日本語|korean ko kor 한국어|czech cs ces čeština|"
        + "swedish sv swe svenska|danish da dan dansk|finnish fi fin suomi|greek el ell ελληνικά|hindi hi hin")
        .Split('|'), l => l.Split(' '));

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">How messages call them.</param>
    /// <param name="notes">Takes a note on the columns; null for none.</param>
    /// <param name="columns">The names of the two columns: found ones are added to an empty list, others are read if
    /// the table has them.</param>
    /// <exception cref="DataFormatException">The lines cannot be divided into cells.</exception>
    public static PairTable Read(
        IEnumerable<TextLine> lines, string name, ICollection<string>? notes = null, List<string>? columns = null)
    {
        columns ??= [];
        var table = TextTable.Read(lines, name, cells => Named(cells, columns) is not null);
        CsvLine[] rows = [.. table.Rows], filled = [.. rows.Where(r => r.Cells.Length > 0)];
        int width = filled.Length == 0 ? 0 : filled[0].Cells.Length;
        int[] read =
            [.. Enumerable.Range(0, width).Where(c => width < 3 || filled.Any(r => TextTable.IsText(r.Cells[c])))];
        if (Named(table.Names, columns) is var (first, second))
        {
            read = [first, second];
            columns.AddRange(read.Take(2 - columns.Count).Select(c => table.Names[c]));
            notes?.Add(
                $"Lines are read from column '{table.Names[first]}', their answers or translations from "
                + $"'{table.Names[second]}'; other columns are not read.");
        }
        else if (width > 2)
        {
            string note = read.Length == 2
                ? $"Columns {read[0] + 1} and {read[^1] + 1} of {width} are read: the others have no text."
                : throw new DataFormatException(
                    name, filled[0].Line, 0,
                    $"the line has {width} cells. Expected two. Leave out the others, or name the columns on the first "
                    + $"line, such as source and target or question and answer.");
            notes?.Add(note);
        }

        return new PairTable(
            [.. rows.Select(r => r.Cells.Length == 0 ? r : r with { Cells = Array.ConvertAll(read, c => r.Cells[c]) })],
            read.Length == 2);
    }

    /// <summary>
    /// The lines that a model answers: of a table with named columns, the cells of the first; of others, what is before
    /// a tab.
    /// </summary>
    /// <param name="input">The data.</param>
    /// <param name="notes">Takes a note on the column.</param>
    /// <param name="columns">The names of the columns of the training file.</param>
    /// <returns>The lines, and whether they are of a table with named columns.</returns>
    /// <exception cref="DataFormatException">The lines cannot be divided into cells.</exception>
    public static (TextLine[] Lines, bool IsNamed) Sources(
        JobInput input, List<string> notes, params IReadOnlyList<string> columns)
    {
        TextLine[] lines = [.. input.ReadLines()];

        // A text may begin with a line such as 'user': only a table has the lines' column without the other.
        string[] alone = Path.GetExtension(input.Path) is ".csv" or ".tsv" or ".xlsx"
            ? [.. _first, .. _languages.SelectMany(l => l).Where(l => l.Length > ShortName)] : [];
        int Place(string[] cells) => Named(cells, columns)?.First
            ?? ColumnNames.Find(cells, [.. columns.Take(lines.Length > 1 ? 1 : 0), .. alone]);
        var table = TextTable.Read(lines, input.Name, cells => Place(cells) >= 0);
        int first = Place(table.Names);
        if (first < 0)
        {
            if (table.IsJson)
            {
                throw new DataFormatException(
                    $"{input.Name} has no names of lines and answers, such as question and answer. Rename them, or "
                    + "pass a text file with one line each.");
            }

            return (Array.ConvertAll(lines, l => l with { Text = l.Text.Split('\t')[0].Trim() }), false);
        }

        notes.Add($"Lines are read from column '{table.Names[first]}'; other columns are not read.");
        return ([.. table.Rows.Select(r => new TextLine(r.Line, r.Cells.ElementAtOrDefault(first) ?? ""))], true);
    }

    private static (int First, int Second)? Named(string[] cells, IReadOnlyList<string> known)
    {
        int first = ColumnNames.Find(cells, [.. known.Take(1), .. _first]),
            second = ColumnNames.Find(cells, [.. known.Skip(1), .. _second]);
        if (first >= 0 && second >= 0)
        {
            return (first, second);
        }

        return Languages(cells, LanguageOf)
            ?? Languages(cells, c => c.Split('_', '.').Select(LanguageOf).FirstOrDefault(l => l >= 0, -1));
    }

    private static (int First, int Second)? Languages(string[] cells, Func<string, int> languageOf)
    {
        (int Place, int Language)[] named =
            [.. cells.Select((c, place) => (place, languageOf(c))).Where(p => p.Item2 >= 0)];
        return named is [var one, var other] && one.Language != other.Language ? (one.Place, other.Place) : null;
    }

    private static int LanguageOf(string cell) => Array.FindIndex(_languages, l =>
        l.Contains(cell, StringComparer.OrdinalIgnoreCase)
        || cell.StartsWith($"{l[0]} ", StringComparison.OrdinalIgnoreCase));
}
