using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Carousel.Benchmarks.Anomalies.WholeSeries;

/// <summary>
/// The saliency map: the series that has the phases of the channel, and of its logarithmic amplitudes only the
/// distance from their moving average.
/// </summary>
/// <remarks>
/// Ren and others 2019, "Time-series anomaly detection service at Microsoft", equations 1 to 6, with the average over
/// a hundred frequencies of TSB-AD (Liu and Paparrizos 2024). The reference pads the frequencies with values of the
/// series; here the average is over those that exist.
/// </remarks>
internal static class SpectralResidual
{
    private const int Before = 49, After = 50;
    private const double LeastAmplitude = 1e-9;

    /// <summary>Scores a channel.</summary>
    /// <param name="series">[n], standardised.</param>
    /// <returns>[n].</returns>
    public static double[] Score(double[] series)
    {
        int half = series.Length / 2;
        Complex[] spectrum = [.. series.Select(v => new Complex(v, 0))];
        Fourier.Forward(spectrum, FourierOptions.NoScaling);

        // [half + 1]: sums of the logarithms of the amplitudes 1 … k.
        double sum = 0;
        double[] sums =
        [
            .. spectrum.Take(half + 1).Select((x, k) => sum += k == 0 ? 0 : Math.Log(x.Magnitude + LeastAmplitude)),
        ];
        for (int k = 0; k < spectrum.Length; k++)
        {
            int frequency = Math.Min(k, series.Length - k);
            (int from, int to) = (Math.Max(frequency - Before - 1, 0), Math.Min(frequency + After, half));
            spectrum[k] *= k == 0 ? 0 : Math.Exp((sums[from] - sums[to]) / (to - from));
        }

        Fourier.Inverse(spectrum, FourierOptions.AsymmetricScaling);
        return [.. spectrum.Select(x => x.Magnitude)];
    }
}
