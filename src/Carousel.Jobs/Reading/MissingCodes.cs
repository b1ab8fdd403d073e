using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>Numbers such as −999 that loggers write for a missing value: they repeat, and lie far from all other
/// numbers of their column.</summary>
internal sealed partial class MissingCodes
{
    private const int FewestCodes = 2, FewestNumbers = 20;

    private readonly Dictionary<float, (string Text, int Count)> _codes = [];
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

        if (cell.Length > 1 && cell[0] is '-' or '9' && Code().IsMatch(cell))
        {
            _codes[value] = (cell, _codes.GetValueOrDefault(value).Count + 1);
            return;
        }

        (_lowest, _highest, _count) = (Math.Min(_lowest, value), Math.Max(_highest, value), _count + 1);
    }

    /// <summary>The numbers that stand for a missing value, once all were taken.</summary>
    public IReadOnlyList<float> Find()
    {
        float range = _highest - _lowest;
        return
        [
            .. from code in _codes
               let isBelow = code.Key < _lowest && (_lowest >= 0 || _lowest - code.Key >= range)
               let isAbove = code.Key > _highest && code.Key - _highest >= 2 * range
               where code.Value.Count >= FewestCodes && _count >= FewestNumbers && (isBelow || isAbove)
               select code.Key,
        ];
    }

    /// <summary>How a number of <see cref="Find"/> is written.</summary>
    public string TextOf(float code) => _codes[code].Text;

    // The last form is that of a common analyser of air.
    [GeneratedRegex(@"^(-9{2,6}|9{3,6}|-32768|-200)([.,](9+|0+|25))?$")]
    private static partial Regex Code();
}
