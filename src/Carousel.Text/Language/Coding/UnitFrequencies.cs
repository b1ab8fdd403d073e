using Carousel.Kernels;

namespace Carousel.Language;

/// <summary>Probabilities of units as whole numbers of a fixed total, each 1 or more: for a coder.</summary>
/// <remarks>
/// Unit v has 1 + ⌊p·(T − V)⌋, and the first of the likeliest gets the rest of T: a function only of the bits
/// of ln p.
/// </remarks>
/// <param name="vocabulary">V.</param>
internal sealed class UnitFrequencies(int vocabulary)
{
    private const uint Total = 1u << RangeEncoder.TotalBits;

    private readonly uint[] _frequencies = new uint[vocabulary];

    /// <summary>Takes probabilities.</summary>
    /// <param name="logarithms">[V]: ln p.</param>
    public void Set(ReadOnlySpan<double> logarithms)
    {
        uint free = Total - (uint)vocabulary, left = Total;
        int likeliest = 0;
        for (int unit = 0; unit < vocabulary; unit++)
        {
            double p = Math.Clamp(ScalarMath.Exp(logarithms[unit]), 0, 1);
            _frequencies[unit] = 1 + Math.Min((uint)(p * free), left - (uint)(vocabulary - unit));
            left -= _frequencies[unit];
            likeliest = _frequencies[unit] > _frequencies[likeliest] ? unit : likeliest;
        }

        _frequencies[likeliest] += left;
    }

    /// <summary>The frequencies of all units before one, and its own.</summary>
    public (uint Before, uint Own) Of(int unit)
    {
        uint before = 0;
        for (int u = 0; u < unit; u++)
        {
            before += _frequencies[u];
        }

        return (before, _frequencies[unit]);
    }

    /// <summary>The unit at a place among the frequencies, those of all before it, and its own.</summary>
    public (int Unit, uint Before, uint Own) At(uint place)
    {
        uint before = 0;
        int unit = 0;
        while (unit < vocabulary - 1 && place - before >= _frequencies[unit])
        {
            before += _frequencies[unit++];
        }

        return (unit, before, _frequencies[unit]);
    }
}
