using System.Numerics;

namespace Carousel.Jobs.Sound;

/// <summary>
/// The Fourier transform of real values, X[k] = Σ x[n]·e^(−2πi·kn/N), N a power of two: half as many complex
/// values by Cooley and Tukey 1965, then the even and odd places taken apart. Twin: the sum itself, in its tests.
/// </summary>
/// <remarks>
/// Two neighbouring values are the real and imaginary part of one. Takes no memory. Not thread-safe.
/// </remarks>
internal sealed class RealFourier
{
    private readonly int _half;
    private readonly int[] _reversed;
    private readonly double[] _cosines, _sines, _real, _imaginary;

    /// <summary>A transform.</summary>
    /// <param name="points">N: a power of two, 2 at least.</param>
    public RealFourier(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(points), true, nameof(points));
        _half = points / 2;
        _reversed = new int[_half];
        for (int n = 1; n < _half; n++)
        {
            _reversed[n] = (_reversed[n / 2] + (n % 2 * _half)) / 2;
        }

        _cosines = [.. Enumerable.Range(0, _half).Select(k => Math.Cos(2 * Math.PI * k / points))];
        _sines = [.. Enumerable.Range(0, _half).Select(k => -Math.Sin(2 * Math.PI * k / points))];
        (_real, _imaginary) = (new double[_half], new double[_half]);
    }

    /// <summary>The squares of the magnitudes.</summary>
    /// <param name="values">[N].</param>
    /// <param name="power">[N / 2 + 1]: |X[k]|², overwritten.</param>
    public void Power(ReadOnlySpan<double> values, Span<double> power)
    {
        for (int n = 0; n < _half; n++)
        {
            int from = 2 * _reversed[n];
            (_real[n], _imaginary[n]) = (values[from], values[from + 1]);
        }

        for (int size = 2; size <= _half; size *= 2)
        {
            Combine(size);
        }

        for (int k = 0; k <= _half; k++)
        {
            // Z[k] is E[k] + i·O[k] of the even and odd places; X[k] = E[k] + e^(−2πi·k/N)·O[k].
            int at = k & (_half - 1), mirrored = (_half - k) & (_half - 1);
            double evenReal = (_real[at] + _real[mirrored]) / 2,
                evenImaginary = (_imaginary[at] - _imaginary[mirrored]) / 2,
                oddReal = (_imaginary[at] + _imaginary[mirrored]) / 2,
                oddImaginary = (_real[mirrored] - _real[at]) / 2;
            (double cosine, double sine) = k < _half ? (_cosines[k], _sines[k]) : (-1, 0);
            double real = evenReal + (cosine * oddReal) - (sine * oddImaginary),
                imaginary = evenImaginary + (cosine * oddImaginary) + (sine * oddReal);
            power[k] = (real * real) + (imaginary * imaginary);
        }
    }

    /// <summary>Joins transforms of half a size to transforms of a size, in place.</summary>
    private void Combine(int size)
    {
        int half = size / 2, stride = 2 * _half / size;
        for (int first = 0; first < _half; first += size)
        {
            Span<double> real = _real.AsSpan(first, half), imaginary = _imaginary.AsSpan(first, half),
                otherReal = _real.AsSpan(first + half, half), otherImaginary = _imaginary.AsSpan(first + half, half);
            for (int k = 0; k < real.Length; k++)
            {
                (double cosine, double sine) = (_cosines[k * stride], _sines[k * stride]);
                double turnedReal = (otherReal[k] * cosine) - (otherImaginary[k] * sine),
                    turnedImaginary = (otherReal[k] * sine) + (otherImaginary[k] * cosine);
                (otherReal[k], otherImaginary[k]) = (real[k] - turnedReal, imaginary[k] - turnedImaginary);
                (real[k], imaginary[k]) = (real[k] + turnedReal, imaginary[k] + turnedImaginary);
            }
        }
    }
}
