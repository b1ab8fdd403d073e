using System.Numerics;

namespace Carousel.Anomalies;

/// <summary>
/// The saliency map: the series that has the phases of the channel, and of its logarithmic amplitudes only the
/// distance from their moving average.
/// </summary>
/// <remarks>
/// Ren and others 2019, "Time-series anomaly detection service at Microsoft", equations 1 to 6, with the average over
/// a hundred frequencies of TSB-AD (Liu and Paparrizos 2024). The reference pads the frequencies with values of the
/// series; here the average is over those that exist, and the series is mirrored up to a power of two.
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
        int points = (int)BitOperations.RoundUpToPowerOf2((uint)series.Length), half = points / 2;
        Complex[] spectrum = Transform(
            [.. series.Concat(series.Reverse()).Take(points).Select(v => new Complex(v, 0))]);

        // [half + 1]: sums of the logarithms of the amplitudes 1 … k.
        double sum = 0;
        double[] sums =
        [
            .. spectrum.Take(half + 1).Select((x, k) => sum += k == 0 ? 0 : Math.Log(x.Magnitude + LeastAmplitude)),
        ];
        Complex[] residual =
        [
            .. spectrum.Select((x, k) =>
            {
                int frequency = Math.Min(k, points - k);
                (int from, int to) = (Math.Max(frequency - Before - 1, 0), Math.Min(frequency + After, half));
                return k == 0 ? 0 : Complex.Conjugate(x) * Math.Exp((sums[from] - sums[to]) / (to - from));
            }),
        ];
        return [.. Transform(residual).Take(series.Length).Select(x => x.Magnitude / points)];
    }

    /// <summary>X[k] = Σ x[n]·e^(−2πi·kn/N), N a power of two, in Stockham's order (Cochran and others 1967).</summary>
    private static Complex[] Transform(Complex[] values)
    {
        (Complex[] from, Complex[] to) = (values, new Complex[values.Length]);
        for (int stride = 1; stride < values.Length; stride *= 2)
        {
            for (int place = 0; place < values.Length / 2; place++)
            {
                int block = place / stride * stride;
                (Complex a, Complex b) = (from[place], from[place + (values.Length / 2)]);
                (to[place + block], to[place + block + stride]) =
                    (a + b, (a - b) * Complex.FromPolarCoordinates(1, -2 * Math.PI * block / values.Length));
            }

            (from, to) = (to, from);
        }

        return from;
    }
}
