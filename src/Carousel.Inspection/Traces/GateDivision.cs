namespace Carousel.Inspection.Traces;

/// <summary>
/// How a gate's values fall into open and shut, unit by unit: which units open rarely. Steps come in rows, one call
/// after the other.
/// </summary>
internal sealed class GateDivision
{
    private const double MostAbove = 0.1;
    private const double LeastExplained = 0.75;

    private readonly ValueDivision[] _units;

    /// <summary>No steps yet.</summary>
    /// <param name="units">H.</param>
    /// <exception cref="ArgumentOutOfRangeException">H is not positive.</exception>
    public GateDivision(int units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        _units = [.. Enumerable.Range(0, units).Select(_ => new ValueDivision())];
    }

    /// <summary>Adds steps.</summary>
    /// <param name="gate">[n, H], 0 … 1.</param>
    /// <param name="isStart">Whether the first of them is the first of its sequence, which is not counted.</param>
    /// <exception cref="ArgumentException">The gate is not a whole number of rows.</exception>
    public void Add(ReadOnlySpan<float> gate, bool isStart)
    {
        int H = _units.Length;
        if (gate.Length % H != 0)
        {
            throw new ArgumentException(
                $"gate: expected [n, H] with H = {H}, but got {gate.Length} values.", nameof(gate));
        }

        for (int first = isStart ? H : 0; first < gate.Length; first += H)
        {
            for (int u = 0; u < H; u++)
            {
                _units[u].Add(gate[first + u]);
            }
        }
    }

    /// <summary>
    /// Units that open rarely: the best threshold leaves at most a tenth of their values above and explains three
    /// quarters of their variance.
    /// </summary>
    /// <returns>Rising; none where no unit does.</returns>
    public IReadOnlyList<int> RareUnits() => [.. Enumerable.Range(0, _units.Length).Where(IsRare)];

    private bool IsRare(int unit)
    {
        (_, double above, double explained) = _units[unit].Best();
        return above <= MostAbove && explained >= LeastExplained;
    }
}
