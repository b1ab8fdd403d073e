using Carousel.Kernels;

namespace Carousel.Inspection.Traces;

/// <summary>
/// For how many steps units keep what they hold: −1 / ln of the geometric mean of the gate that keeps, such as the
/// forget gate of an LSTM.
/// </summary>
/// <remarks>
/// What is held falls to 1/e of itself over that many steps if nothing else moves it. Steps come in rows, one call
/// after the other; their division into calls does not change the bits.
/// </remarks>
internal sealed class TimeConstants
{
    // The product of this many of the smallest single-precision numbers is above the smallest double.
    private const int Factors = 6;

    private readonly double[] _sums;
    private readonly double[] _products;
    private long _rows;

    /// <summary>No steps yet.</summary>
    /// <param name="units">H.</param>
    /// <exception cref="ArgumentOutOfRangeException">H is not positive.</exception>
    public TimeConstants(int units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        (_sums, _products) = (new double[units], new double[units]);
        Array.Fill(_products, 1);
    }

    /// <summary>The time constants of a gate that is available as a whole.</summary>
    /// <param name="gate">[T, H], 0 … 1.</param>
    /// <param name="units">H.</param>
    /// <returns>[H], in steps; +∞ for a unit whose gate never closes.</returns>
    /// <exception cref="ArgumentException">The gate is not a whole number of rows, or has none.</exception>
    public static double[] Of(ReadOnlySpan<float> gate, int units)
    {
        var constants = new TimeConstants(units);
        constants.Add(gate);
        return constants.InSteps();
    }

    /// <summary>Adds steps.</summary>
    /// <param name="gate">[n, H], 0 … 1.</param>
    /// <exception cref="ArgumentException">The gate is not a whole number of rows.</exception>
    public void Add(ReadOnlySpan<float> gate)
    {
        int H = _sums.Length;
        if (gate.Length % H != 0)
        {
            throw new ArgumentException(
                $"gate: expected [n, H] with H = {H}, but got {gate.Length} values.", nameof(gate));
        }

        for (int first = 0; first < gate.Length; first += H)
        {
            ReadOnlySpan<float> row = gate.Slice(first, H);
            for (int u = 0; u < H; u++)
            {
                _products[u] *= row[u];
            }

            if (++_rows % Factors == 0)
            {
                for (int u = 0; u < H; u++)
                {
                    _sums[u] += Logarithm(_products[u]);
                    _products[u] = 1;
                }
            }
        }
    }

    /// <summary>The time constants over all steps so far.</summary>
    /// <returns>[H], in steps; +∞ for a unit whose gate never closes, 0 for one whose gate was shut at a
    /// step.</returns>
    /// <exception cref="InvalidOperationException">No step was added.</exception>
    public double[] InSteps()
    {
        if (_rows == 0)
        {
            throw new InvalidOperationException("Time constants need at least one step.");
        }

        return [.. _sums.Zip(_products, (sum, product) => OfMean((sum + Logarithm(product)) / _rows))];
    }

    private static double Logarithm(double product) => product > 0 ? ScalarMath.Log(product) : double.NegativeInfinity;

    private static double OfMean(double logarithm) => logarithm < 0 ? -1 / logarithm : double.PositiveInfinity;
}
