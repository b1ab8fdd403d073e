using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>The cells of a row in the order that its model asked for.</summary>
/// <param name="Cells">The texts; <see cref="RowColumns.Missing"/> for a gap.</param>
/// <param name="DecimalSeparator">How their numbers are written.</param>
/// <param name="Gaps">Texts of cells that are missing values.</param>
/// <param name="Source">How messages call the rows.</param>
internal sealed record RowCells(
    IReadOnlyList<string> Cells, char DecimalSeparator, IReadOnlyList<string> Gaps, string Source)
{
    private readonly CellNumbers _numbers = new(DecimalSeparator, [RowColumns.Missing, .. Gaps]);

    /// <summary>Reads a number.</summary>
    /// <param name="place">Which cell, from 0.</param>
    /// <param name="name">The name of its column, for messages.</param>
    /// <param name="number">The row's number, for messages.</param>
    /// <returns>The number; NaN for a gap and an empty cell.</returns>
    /// <exception cref="DataFormatException">The cell holds something else.</exception>
    public float NumberAt(int place, string name, long number)
    {
        string cell = Cells[place];
        return cell.Length == 0 || _numbers.IsMissing(cell) ? float.NaN
            : _numbers.TryRead(cell, out float value) || Amount.TryRead(cell, DecimalSeparator, out value) ? value
            : throw _numbers.Refuse(Source, number, place + 1, name, cell);
    }
}
