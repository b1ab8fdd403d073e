using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>Numbers such as −999 that loggers write for a missing value: they repeat, and lie far below all other
/// numbers of their column. Those far above, such as 9999, are only reported.</summary>
internal sealed partial class MissingCodes
{
    private const int FewestCodes = 2, FewestNumbers = 20;

    // Three nines, where all other numbers are positive, are never meant, however large these are.
    private const float Sure = -999;

    private readonly Dictionary<string, (float Value, int Count)> _codes = [];
    private float _lowest = float.PositiveInfinity, _highest = float.NegativeInfinity;
    private long _count;

    /// <summary>Takes a number.</summary>
    /// <param name="cell">How it is written.</param>
    /// <param name="value">The number; NaN for a missing one.</param>
    public void Add(string cell, float value)
    {
        if (float.IsNaN(value))
        {
            return;
        }

        if (cell.Length > 2 && cell[0] is '-' or '9' && Code().IsMatch(cell))
        {
            _codes[cell] = (value, _codes.GetValueOrDefault(cell).Count + 1);
            return;
        }

        (_lowest, _highest, _count) = (Math.Min(_lowest, value), Math.Max(_highest, value), _count + 1);
    }

    /// <summary>The texts that mean a missing value, once all were taken.</summary>
    public IReadOnlyList<string> Find() => Find(
        (value, range) => value < _lowest && (_lowest - value >= range || (_lowest >= 0 && value <= Sure)));

    /// <summary>The texts far above all others that may mean a missing value, once all were taken.</summary>
    public IReadOnlyList<string> Doubtful() => Find((value, range) => value - _highest >= Math.Max(range, 1));

    private IReadOnlyList<string> Find(Func<float, float, bool> isFar) =>
    [
        .. from code in _codes
           let value = code.Value.Value
           let repeats = _codes.Values.Where(c => c.Value == value).Sum(c => c.Count) >= FewestCodes
           where repeats && _count >= FewestNumbers && isFar(value, _highest - _lowest)
           select code.Key,
    ];

    /// <summary>The number of a text of <see cref="Find()"/>.</summary>
    public float ValueOf(string code) => _codes[code].Value;

    [GeneratedRegex(@"^(-(9{2,6}|32768|200)|9{4,6})([.,](9+|0+|25))?$")]
    private static partial Regex Code();
}
