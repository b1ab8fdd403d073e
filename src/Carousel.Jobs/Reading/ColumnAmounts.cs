using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// How the numbers of one column are written, decided by all of its cells: signs of currencies and percents, brackets,
/// and which of point and comma is decimal. If every cell is a plain number, there is nothing to decide.
/// </summary>
/// <param name="path">How messages call the file.</param>
/// <param name="column">The column, from 0.</param>
/// <param name="name">Its name.</param>
/// <param name="numbers">How plain numbers are read.</param>
/// <param name="asked">The decimal separator that was asked for, or null.</param>
/// <param name="sample">The first rows.</param>
/// <param name="isLabels">Whether it contains labels, which may be any words.</param>
internal sealed class ColumnAmounts(
    string path, int column, string name, CellNumbers numbers, char? asked, IReadOnlyList<CsvLine> sample,
    bool isLabels = false)
{
    private static readonly OptionTable _names = OptionTable.Of(typeof(ReadOptions));

    private bool _pointOut, _commaOut, _isBracketed;
    private long _plain, _amounts;
    private (long Line, string Text)? _firstPlain;
    private (long Line, string Text, string Mark)? _first;
    private (long Line, string Text)? _ambiguous, _misfit;
    private (char Point, char Comma) _thousands;
    private (long Line, string Text)? _group;
    private float _largestWhole;

    /// <summary>The decimal separator of the column, once it is decided.</summary>
    public char Decimal { get; private set; } = numbers.DecimalSeparator;

    /// <summary>Whether plain numbers have to be read again, because the column's decimal separator is not that of the
    /// file.</summary>
    public bool IsOther => _amounts > 0 && Decimal != numbers.DecimalSeparator;

    /// <summary>The words of a column of yes and no.</summary>
    public FlagWords Flag { get; } = new(sample, column, numbers, isLabels);

    /// <summary>A column that is decided only by the first rows.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">How plain numbers are read.</param>
    /// <param name="asked">The decimal separator that was asked for, or null.</param>
    /// <param name="sample">The first rows.</param>
    /// <exception cref="DataFormatException">The column can be read in two ways, or not in one way
    /// throughout.</exception>
    public static ColumnAmounts OfSample(
        string path, int column, string name, CellNumbers numbers, char? asked, IReadOnlyList<CsvLine> sample)
    {
        var amounts = new ColumnAmounts(path, column, name, numbers, asked, sample);
        foreach (CsvLine row in sample)
        {
            string cell = row.Cells[column];
            if (numbers.TryRead(cell, out float value))
            {
                amounts.SawPlain(row.Line, cell, value);
            }
            else if (!numbers.IsMissing(cell) && !amounts.Flag.TryRead(cell, out _))
            {
                amounts.TryTake(row.Line, cell);
            }
        }

        amounts.Decide();
        return amounts;
    }

    /// <summary>Reads any cell, once the column is decided.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="cell">Its text.</param>
    /// <exception cref="DataFormatException">It is not a number, or does not fit the rest of the column.</exception>
    public float ReadAny(long line, string cell) =>
        !numbers.TryRead(cell, out float value) ? Flag.TryRead(cell, out value) ? value : Read(line, cell)
        : IsOther && Amount.Parse(cell)?.By(Decimal) is { } own ? (float)own
        : value;

    /// <summary>A cell was read as a plain number.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="cell">Its text.</param>
    /// <param name="value">Its number.</param>
    /// <returns>The separator that might be the other one, to be remembered; '\0' for none.</returns>
    public char SawPlain(long line, string cell, float value)
    {
        if (value != 0)
        {
            _plain++;
            _firstPlain ??= (line, cell);
        }

        if ((numbers.DecimalSeparator == ',' ? _pointOut : _commaOut) || cell.AsSpan().IndexOfAny('.', ',') < 0)
        {
            _largestWhole = Math.Max(_largestWhole, Math.Abs(value));
            return '\0';
        }

        if (numbers.DecimalSeparator == '.')
        {
            // Columns of three decimals are common, and long.
            bool isGroup = CellNumbers.PointThousand().IsMatch(cell);
            _commaOut |= !isGroup;
            _thousands.Comma = isGroup ? '.' : _thousands.Comma;
            _group ??= isGroup ? (line, cell) : null;
            return isGroup ? '.' : '\0';
        }

        if (Amount.Parse(cell) is not { } amount)
        {
            return '\0';
        }

        Remember(amount);
        return amount.IsAmbiguous ? cell.First(c => c is '.' or ',') : '\0';
    }

    /// <summary>Checks a cell that is not a plain number.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="cell">Its text.</param>
    /// <returns>Whether it may be a number, to be read once the column is decided.</returns>
    public bool TryTake(long line, string cell)
    {
        if (Amount.Parse(cell) is not { } amount)
        {
            return false;
        }

        _amounts++;
        _first ??= (line, cell, amount.Mark);
        if (amount.Mark != _first.Value.Mark && !IsZero(amount))
        {
            _misfit ??= (line, cell);
        }

        Remember(amount);
        _ambiguous ??= amount.IsAmbiguous ? (line, cell) : null;
        return true;
    }

    /// <summary>Decides, once every cell has been seen.</summary>
    /// <exception cref="DataFormatException">The column can be read in two ways, or not in one way
    /// throughout.</exception>
    public void Decide()
    {
        if (_first is not { } first)
        {
            // 985 and 1.180: where a point is decimal, usually all numbers have decimals, and not always three.
            if (asked is null && !_commaOut && _group is { } group
                && (_largestWhole is >= 100 and < 1000 || (numbers.HasDatesWithPoints && _largestWhole == 0)))
            {
                throw RefuseAmbiguous(group);
            }

            return;
        }

        RequireOneMark(first);
        if (asked is null && !_pointOut && !_commaOut && _ambiguous is { } either && numbers.DecimalSeparator != ',')
        {
            throw RefuseAmbiguous(either);
        }

        Decimal = asked ?? (_pointOut == _commaOut ? numbers.DecimalSeparator : _pointOut ? ',' : '.');
    }

    /// <summary>Reads a cell that <see cref="TryTake"/> took.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="cell">Its text.</param>
    /// <exception cref="DataFormatException">It does not fit the rest of the column.</exception>
    public float Read(long line, string cell) =>
        Amount.Parse(cell)?.By(Decimal) is { } number && float.IsFinite((float)number) ? (float)number
            : throw numbers.Refuse(path, line, column + 1, name, cell);

    /// <summary>A plain number that was read by the file's separator, by the column's.</summary>
    /// <param name="value">As it was read.</param>
    /// <param name="separator">What <see cref="SawPlain"/> gave.</param>
    public float ReadAgain(float value, char separator) =>
        separator == Decimal ? (float)(value / 1000.0) : (float)Math.Round(value * 1000.0);

    /// <summary>What was decided, a sentence each.</summary>
    public IEnumerable<string> Notes => new[] { Note, Flag.Note(name) }.OfType<string>();

    /// <summary>A note on removed signs and on the form of the numbers; null if there is nothing to note.</summary>
    private string? Note
    {
        get
        {
            if (_first is not { } first)
            {
                return null;
            }

            char thousands = Decimal == ',' ? _thousands.Comma : _thousands.Point;
            string[] what =
            [
                .. first.Mark.Length == 0 ? Array.Empty<string>()
                    : [$"'{first.Mark}' is removed{(first.Mark == "%" ? ", so that 12 % is 12" : "")}"],
                .. Optional.Of(thousands == '\0' ? null : $"{Words(thousands)} removed"),
                .. Optional.Of(Decimal == numbers.DecimalSeparator ? null : $"'{Decimal}' is decimal"),
                .. Optional.Of(_isBracketed ? "brackets mean minus" : null),
            ];
            return what.Length == 0 ? null : $"In column '{name}' {string.Join(", ", what)}.";
        }
    }

    private void Remember(Amount amount)
    {
        (_pointOut, _commaOut) = (_pointOut || amount.AsPoint is null, _commaOut || amount.AsComma is null);
        _isBracketed |= amount.IsBracketed;
        _thousands = (
            amount.Thousands.Point == '\0' ? _thousands.Point : amount.Thousands.Point,
            amount.Thousands.Comma == '\0' ? _thousands.Comma : amount.Thousands.Comma);
    }

    private static bool IsZero(Amount amount) => (amount.AsPoint ?? amount.AsComma) == 0;

    private static string Words(char thousands) =>
        char.IsWhiteSpace(thousands) ? "blanks between thousands are" : $"'{thousands}' between thousands is";

    // Where most cells have a sign, one without it is at fault; else one with it.
    private void RequireOneMark((long Line, string Text, string Mark) first)
    {
        if (_misfit is { } misfit)
        {
            throw _names.Unfit(
                path, misfit.Line, column + 1,
                $"'{misfit.Text}' in column '{name}' is written differently from '{first.Text}' on line {first.Line}. "
                + $"Write all numbers of the column with the same sign, or pass {{Missing}} '{misfit.Text}' to read it "
                + $"as a gap.");
        }

        if (first.Mark.Length > 0 && _firstPlain is { } plain)
        {
            throw _plain >= _amounts ? numbers.Refuse(path, first.Line, column + 1, name, first.Text) : _names.Unfit(
                path, plain.Line, column + 1,
                $"'{plain.Text}' in column '{name}' has no '{first.Mark}', but '{first.Text}' on line {first.Line} "
                + $"has. Write all numbers of the column with the same sign, or pass {{Missing}} '{plain.Text}' to "
                + $"read it as a gap.");
        }
    }

    private DataFormatException RefuseAmbiguous((long Line, string Text) cell)
    {
        char separator = cell.Text.First(c => c is '.' or ',');
        (string decimals, char other) = separator == ',' ? ("a decimal comma", '.') : ("a decimal point", ',');
        return _names.Unfit(
            path, cell.Line, column + 1,
            $"'{cell.Text}' in column '{name}' has {decimals} or a thousands separator, and no other row shows which. "
            + $"Pass {{DecimalSeparator}} '{separator}' if the first, '{other}' if the second.");
    }
}
