using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Reading;

/// <summary>Watches how much of the change of a column is left of its numbers in single precision.</summary>
internal sealed class RoundedColumn
{
    // A rounding error of double precision, such as 0.30000000000000004, is not a change.
    private const double Dust = 5e-16;

    /// <summary>How many numbers are checked for a change by rounding.</summary>
    private const int Looked = 8;

    /// <summary>Half of the 24 bits of single precision.</summary>
    private const int HalfOfAll = 1 << 12;

    /// <summary>With fewer steps from the lowest to the highest number there is nothing to learn from.</summary>
    private const int Few = 1 << 8;

    private (CsvLine Row, string Text, float Value)? _first;
    private CsvLine? _other;
    private (float Lowest, float Highest) _range = (float.PositiveInfinity, float.NegativeInfinity);
    private long _count;
    private int _looked;
    private bool _isRounded;

    /// <summary>Whether every number so far is rounded to the same.</summary>
    public bool IsConstant { get; private set; } = true;

    /// <summary>Whether numbers differ that are rounded to the same.</summary>
    public bool LosesChange => IsConstant && _other is not null;

    /// <summary>Whether less than half of the bits of single precision are left for the change.</summary>
    public bool LosesHalf => _isRounded && Steps is > 0 and < HalfOfAll;

    /// <summary>Whether too few of them are left, so that the change is lost.</summary>
    public bool LosesMost => _isRounded && Steps is > 0 and < Few;

    /// <summary>What is to be subtracted before numbers are rounded; 0 for nothing.</summary>
    public double Offset => LosesHalf || LosesChange ? Middle : 0;

    /// <summary>A round number near the middle, so that what is left has as few digits as the change.</summary>
    public double Middle
    {
        get
        {
            double range = Range, unit = Math.Pow(10, Math.Ceiling(Math.Log10(range)));
            return range > 0 ? Math.Round((_range.Lowest + (range / 2)) / unit) * unit : _range.Lowest;
        }
    }

    private double Range => (double)_range.Highest - _range.Lowest;

    /// <summary>How many numbers of single precision there are from the lowest to the highest.</summary>
    private double Steps => Range / Step;

    private double Step => MathF.BitIncrement(Size) - (double)Size;

    private float Size => Math.Max(Math.Abs(_range.Lowest), Math.Abs(_range.Highest));

    /// <summary>Takes a cell.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="column">Its column.</param>
    /// <param name="value">Its number; NaN is missing.</param>
    /// <param name="numbers">How numbers are read.</param>
    public void Add(CsvLine row, int column, float value, CellNumbers numbers)
    {
        if (float.IsNaN(value))
        {
            return;
        }

        _count++;
        _range = (Math.Min(_range.Lowest, value), Math.Max(_range.Highest, value));
        if (_looked < Looked)
        {
            _looked++;
            _isRounded |= numbers.TryReadExactly(row.Cells[column], out double exact)
                && Math.Abs(exact - value) > Dust * Math.Abs(exact);
        }

        if (!IsConstant)
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

    /// <summary>What a column loses that <see cref="LosesHalf"/>, and what to do.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="series">Which series, where there are several; else null.</param>
    public string Sentence(string name, string? series)
    {
        return Invariant.Of(
            $"The numbers of column '{name}'{(series is null ? "" : $" of series '{series}'")} are near "
            + $"{Middle:0.######} and differ by at most {Range:0.######}. In single precision their steps are "
            + $"{Step:0.########}: the {FigureText.Counted(_count, "number")} become at most "
            + $"{FigureText.Count((int)Math.Round(Steps) + 1)} different numbers. "
            + $"Subtract {Middle:0.######} from the column.");
    }

    /// <summary>What is wrong with a column that <see cref="LosesChange"/>.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="name">Its name.</param>
    /// <param name="series">Which series, where there are several; else null.</param>
    public DataFormatException Refuse(string path, int column, string name, string? series)
    {
        (CsvLine row, string text, float value) = _first!.Value;
        string rounded = Invariant.Of($"{value}");
        string advice = value == 0 ? "Multiply the column by a power of ten" : $"Subtract {rounded} from the column";
        return new DataFormatException(
            path, _other!.Value.Line, column + 1,
            $"'{_other.Value.Cells[column]}' in column '{name}' and '{text}' on line {row.Line} are both {rounded} in "
            + $"single precision, as is every row{(series is null ? "" : $" of series '{series}'")}. {advice}.");
    }
}
