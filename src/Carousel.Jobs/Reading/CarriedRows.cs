using System.Text;

namespace Carousel.Jobs.Reading;

/// <summary>Columns of a table that are copied into the table of a model's answers.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Rows">The rows of answers: what each is called, which answer it has, −1 for none, and its
/// cells.</param>
internal sealed record CarriedRows(
    IReadOnlyList<string> Names, IReadOnlyList<(string Id, int Answer, IReadOnlyList<string> Cells)> Rows)
{
    /// <summary>The names next to those of the answers; a name that is used by both is marked.</summary>
    /// <param name="own">The names of the columns of answers.</param>
    public IEnumerable<string> NamesBeside(IReadOnlyCollection<string> own) =>
        Names.Select(name => own.Contains(name) ? $"{name} (input)" : name);

    /// <summary>A table of answers, followed by these columns.</summary>
    /// <param name="csv">The answers with a header, in the order of <see cref="Rows"/>.</param>
    public string Beside(string csv)
    {
        if (Names.Count == 0)
        {
            return csv;
        }

        var text = new StringBuilder(csv.Length);
        int row = -1;
        bool isQuoted = false;
        foreach (char letter in csv)
        {
            isQuoted ^= letter == '"';
            if (letter == '\n' && !isQuoted)
            {
                IEnumerable<string> cells =
                    row < 0 ? NamesBeside(text.ToString().Split(',')) : Rows[row].Cells;
                text.Append(',').AppendJoin(',', cells.Select(CsvCell.Of));
                row++;
            }

            text.Append(letter);
        }

        return text.ToString();
    }
}
