using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Carousel.Jobs.Reading;

/// <summary>
/// A CSV file that is written: rows are interpolated texts, whose texts become cells and whose numbers are written the
/// same in every country.
/// </summary>
/// <param name="header">The names of the columns, separated by commas.</param>
internal sealed class CsvText(string header)
{
    private readonly StringBuilder _text = new StringBuilder(header).Append('\n');

    /// <summary>Adds a row.</summary>
    /// <param name="cells">Its cells, separated by commas; the last of them if it has begun.</param>
    public void Row([InterpolatedStringHandlerArgument("")] Cells cells) => _text.Append('\n');

    /// <summary>Begins or continues a row.</summary>
    /// <param name="cells">Cells, separated by commas.</param>
    /// <returns>The table: the cells have been written when this is called.</returns>
    public CsvText Add([InterpolatedStringHandlerArgument("")] Cells cells) => this;

    /// <summary>The file.</summary>
    /// <param name="name">Its name in the output folder.</param>
    public JobFile ToFile(string name) => JobFile.OfText(name, _text.ToString());

    /// <summary>The cells of a row.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Cells
    {
        private readonly StringBuilder _text;

        /// <summary>Cells of a table.</summary>
        /// <param name="literalLength">Characters that they contain unchanged.</param>
        /// <param name="formattedCount">How many are filled.</param>
        /// <param name="table">Takes them.</param>
        public Cells(int literalLength, int formattedCount, CsvText table) => _text = table._text;

        /// <summary>Takes commas, and cells that are always the same.</summary>
        public void AppendLiteral(string text) => _text.Append(text);

        /// <summary>Takes a text: in quotation marks where it needs them.</summary>
        public void AppendFormatted(string text) => _text.Append(CsvCell.Of(text));

        /// <summary>Takes a number; an unknown one is an empty cell.</summary>
        public void AppendFormatted<T>(T number, string? format = null) =>
            _text.Append((number as IFormattable)?.ToString(format, CultureInfo.InvariantCulture));
    }
}
