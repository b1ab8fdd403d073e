using System.Globalization;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>Watches whether a column is constant only because its numbers are rounded to single precision.</summary>
internal sealed class RoundedColumn
{
    // What arithmetic in double precision leaves behind, such as 0.30000000000000004, is no change.
    private const double Dust = 5e-16;

    private (CsvLine Row, string Text, float Value)? _first;
    private CsvLine? _other;

    /// <summary>Whether every number so far is rounded to the same.</summary>
    public bool IsConstant { get; private set; } = true;

    /// <summary>Whether numbers differ that are rounded to the same.</summary>
    public bool LosesChange => IsConstant && _other is not null;

    /// <summary>Takes a cell. Once two numbers differ after rounding, nothing more is looked at.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="column">Its column.</param>
    /// <param name="value">Its number; NaN is missing.</param>
    /// <param name="numbers">How numbers are read.</param>
    public void Add(CsvLine row, int column, float value, CellNumbers numbers)
    {
        if (!IsConstant || float.IsNaN(value))
        {
            return;
        }

        string text = row.Cells[column];
        if (_first is not { } first)
        {
            _first = (row, text, value);
        }
        else if (value != first.Value)
        {
            IsConstant = false;
        }
        else if (_other is null && text != first.Text && numbers.TryReadExactly(text, out double own)
            && numbers.TryReadExactly(first.Text, out double before)
            && Math.Abs(own - before) > Dust * Math.Abs(before))
        {
            _other = row;
        }
    }

    /// <summary>What is wrong with a column that <see cref="LosesChange"/>.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="name">Its name.</param>
    /// <param name="series">Which series, where there are several; else null.</param>
    public DataFormatException Refuse(string path, int column, string name, string? series)
    {
        (CsvLine row, string text, float value) = _first!.Value;
        string rounded = value.ToString(CultureInfo.InvariantCulture);
        string advice = value == 0 ? "Multiply the column by a power of ten" : $"Subtract {rounded} from the column";
        return new DataFormatException(
            path, _other!.Value.Line, column + 1,
            $"'{_other.Value.Cells[column]}' in column '{name}' and '{text}' on line {row.Line} are both {rounded} in "
            + $"single precision, as is every row{(series is null ? "" : $" of series '{series}'")}. {advice}.");
    }
}
