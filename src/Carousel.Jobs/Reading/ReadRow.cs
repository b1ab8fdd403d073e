using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>The time and the numbers of the row that was read last: one row of all series at a time.</summary>
/// <param name="path">How messages call the table.</param>
/// <param name="layout">Its columns.</param>
internal sealed class ReadRow(string path, CsvLayout layout)
{
    private readonly string?[] _waiting = new string?[layout.Values.Length];
    private readonly char[] _separators = new char[layout.Values.Length];

    /// <summary>When it was; the default where rows have no time.</summary>
    public DateTime Time { get; private set; }

    /// <summary>[columns]: its numbers; NaN where one is missing or waits.</summary>
    public float[] Values { get; } = new float[layout.Values.Length];

    /// <summary>Whether a column has a value, also one that waits.</summary>
    public bool IsKnown(int place) => !float.IsNaN(Values[place]) || _waiting[place] is not null;

    /// <summary>A cell that waits for the decision on its column; null where none does.</summary>
    public string? Waiting(int place) => _waiting[place];

    /// <summary>See <see cref="ColumnAmounts.SawPlain"/>.</summary>
    public char Separator(int place) => _separators[place];

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="DataFormatException">It cannot be read.</exception>
    public void Read(CsvLine row)
    {
        Time = layout.Times is null ? default : layout.ReadTime(row);
        for (int k = 0; k < Values.Length; k++)
        {
            (_waiting[k], _separators[k]) = (null, '\0');
            string cell = row.Cells[layout.Values[k]];
            Values[k] = layout.Numbers.IsMissing(cell) ? float.NaN : ReadNumber(row.Line, cell, k);
            if (Values[k] is not (0 or 1 or float.NaN) && layout.Flags.Contains(k))
            {
                throw new DataFormatException(
                    path, row.Line, layout.Values[k] + 1,
                    $"the label in column '{layout.Header[layout.Values[k]]}' is '{cell}'. Write 1 for an anomaly and "
                    + "0 for all else.");
            }
        }
    }

    private float ReadNumber(long line, string cell, int place)
    {
        ColumnAmounts amounts = layout.Amounts[place];
        if (layout.Offsets[place] != 0)
        {
            return layout.Numbers.TryReadExactly(cell, out double exact)
                ? (float)(exact - layout.Offsets[place])
                : throw Refuse(line, cell, place);
        }

        if (layout.Numbers.TryRead(cell, out float value) && amounts.Flag.Allows(value))
        {
            _separators[place] = amounts.SawPlain(line, cell, value);
            return value;
        }

        if (amounts.Flag.TryRead(cell, out value))
        {
            return value;
        }

        if (amounts.Flag.IsMeant || !amounts.TryTake(line, cell))
        {
            throw Refuse(line, cell, place);
        }

        _waiting[place] = cell;
        return float.NaN;
    }

    private DataFormatException Refuse(long line, string cell, int place)
    {
        int column = layout.Values[place];
        string name = layout.Header[column];
        return layout.Sample.Any(r => CellNumbers.IsMeant(r.Cells[column]))
            ? layout.Numbers.Refuse(path, line, column + 1, name, cell)
            : new DataFormatException(
                path, line, column + 1,
                $"'{cell}' is not a number, and column '{name}' begins without any. Name a column of numbers.");
    }
}
