namespace Carousel.Studio.Data;

/// <summary>A column of a table in memory, as its rows are read.</summary>
/// <param name="name">Its name.</param>
/// <param name="isNumber">Whether it holds numbers.</param>
internal sealed class TableColumn(string name, bool isNumber)
{
    /// <summary>Number of different cells from which on they are no longer distinguished.</summary>
    public const int MostDistinct = 1000;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<long> _counts = [];
    private readonly List<int> _codesOfRows = [];
    private readonly HashSet<float> _numbers = [];
    private Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? _lookup;
    private double _sum;
    private long _letters;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Whether it holds numbers.</summary>
    public bool IsNumber => isNumber;

    /// <summary>Of numbers the values; NaN where missing.</summary>
    public List<float> Values { get; } = [];

    /// <summary>How many cells are empty, or no number.</summary>
    public long Missing { get; private set; }

    /// <summary>The least number.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest number.</summary>
    public double Most { get; private set; } = double.NegativeInfinity;

    /// <summary>The mean of the numbers.</summary>
    public double Mean => Count > 0 ? _sum / Count : double.NaN;

    /// <summary>How many cells hold something.</summary>
    public long Count { get; private set; }

    /// <summary>How many different cells there are, counted to <see cref="MostDistinct"/>.</summary>
    public int Distinct => isNumber ? _numbers.Count : _codes.Count;

    /// <summary>Letters of a cell that is not empty, on average.</summary>
    public double MeanLength => Count > 0 ? (double)_letters / Count : 0;

    /// <summary>Of texts with few different cells the number of each row's cell; else empty.</summary>
    public IReadOnlyList<int> Codes => IsCoded ? _codesOfRows : [];

    /// <summary>Whether different cells are distinguished.</summary>
    public bool IsCoded => !isNumber && _codes.Count < MostDistinct;

    /// <summary>The different cells by their numbers.</summary>
    public IReadOnlyList<string> Cells => [.. _codes.Keys];

    /// <summary>How often each different cell appears.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Whether all numbers are 0 or 1.</summary>
    public bool IsFlag => isNumber && _numbers.Count is 1 or 2 && _numbers.All(n => n is 0 or 1);

    /// <summary>Takes a number.</summary>
    /// <param name="value">The number; NaN where the cell is empty or no number.</param>
    public void Add(float value)
    {
        Values.Add(value);
        if (float.IsNaN(value))
        {
            Missing++;
            return;
        }

        Count++;
        _sum += value;
        Least = Math.Min(Least, value);
        Most = Math.Max(Most, value);
        if (_numbers.Count < MostDistinct)
        {
            _numbers.Add(value);
        }
    }

    /// <summary>Takes a text.</summary>
    /// <param name="cell">The cell, without blanks around it.</param>
    public void Add(ReadOnlySpan<char> cell)
    {
        if (cell.IsEmpty)
        {
            Missing++;
        }
        else
        {
            Count++;
            _letters += cell.Length;
        }

        if (_codes.Count >= MostDistinct)
        {
            return;
        }

        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup =
            _lookup ??= _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(cell, out int code))
        {
            code = _counts.Count;
            _codes.Add(cell.ToString(), code);
            _counts.Add(0);
        }

        _counts[code]++;
        _codesOfRows.Add(code);
    }
}
