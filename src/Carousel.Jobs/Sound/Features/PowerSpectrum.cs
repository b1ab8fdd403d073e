using System.Numerics;

namespace Carousel.Jobs.Sound;

/// <summary>The power at each frequency of a frame: |FFT(Hann window · frame)|² / Σ window².</summary>
internal sealed class PowerSpectrum
{
    private readonly double[] _window, _values;
    private readonly RealFourier _fourier;
    private readonly double _scale;

    /// <summary>A spectrum.</summary>
    /// <param name="window">Samples of a frame, 2 at least.</param>
    public PowerSpectrum(int window)
    {
        _window = [.. Enumerable.Range(0, window).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / window)))];
        _values = new double[(int)BitOperations.RoundUpToPowerOf2((uint)window)];
        _fourier = new RealFourier(Points);
        _scale = 1 / _window.Sum(w => w * w);
    }

    /// <summary>Points of the Fourier transform: the power of two from the window on.</summary>
    public int Points => _values.Length;

    /// <summary>The power of a frame.</summary>
    /// <param name="frame">[window].</param>
    /// <param name="power">[points / 2 + 1], overwritten.</param>
    public void Of(ReadOnlySpan<double> frame, Span<double> power)
    {
        for (int n = 0; n < frame.Length; n++)
        {
            _values[n] = frame[n] * _window[n];
        }

        _fourier.Power(_values, power);
        for (int k = 0; k < power.Length; k++)
        {
            power[k] *= _scale;
        }
    }
}
