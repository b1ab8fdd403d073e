using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Carousel.Jobs.Sound.Features;

/// <summary>The power at each frequency of a frame: |FFT(Hann window · frame)|² / Σ window².</summary>
internal sealed class PowerSpectrum
{
    private readonly double[] _window;
    private readonly Complex[] _values;
    private readonly double _scale;

    /// <summary>A spectrum.</summary>
    /// <param name="window">Samples of a frame.</param>
    public PowerSpectrum(int window)
    {
        _window = [.. Enumerable.Range(0, window).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / window)))];
        _values = new Complex[(int)BitOperations.RoundUpToPowerOf2((uint)window)];
        _scale = 1 / _window.Sum(w => w * w);
    }

    /// <summary>Points of the Fourier transform: the power of two from the window on.</summary>
    public int Points => _values.Length;

    /// <summary>The power of a frame.</summary>
    /// <param name="frame">[window].</param>
    /// <param name="power">[points / 2 + 1], overwritten.</param>
    public void Of(ReadOnlySpan<double> frame, Span<double> power)
    {
        for (int n = 0; n < _values.Length; n++)
        {
            _values[n] = n < frame.Length ? frame[n] * _window[n] : 0;
        }

        Fourier.Forward(_values, FourierOptions.NoScaling);
        for (int k = 0; k < power.Length; k++)
        {
            (double real, double imaginary) = (_values[k].Real, _values[k].Imaginary);
            power[k] = ((real * real) + (imaginary * imaginary)) * _scale;
        }
    }
}
