using Carousel.Jobs.Fitting;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>
/// Noise that depends on its past: autoregressive with a moving average, a size that follows the last errors, and
/// perhaps a season; or a process that returns to the level of its regime.
/// </summary>
internal static class SyntheticNoise
{
    private const int Before = 450;

    /// <summary>Adds noise of unit size.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="size">What it is multiplied by.</param>
    /// <param name="hasSeason">Whether it depends on the season before.</param>
    /// <param name="values">The values.</param>
    public static void Add(SimulationDraws draws, double size, bool hasSeason, Span<float> values)
    {
        float[] noise = !hasSeason && draws.Chance(0.1) ? Regimes(draws, values.Length)
            : Autoregressive(draws, hasSeason, values.Length);
        DrawExtensions.ToUnit(noise);
        for (int t = 0; t < values.Length; t++)
        {
            values[t] += (float)(size * noise[t]);
        }
    }

    // Ornstein and Uhlenbeck's process in steps of time, whose level and size depend on a hidden regime.
    private static float[] Regimes(SimulationDraws draws, int n)
    {
        double pull = draws.LogWithin(0.005, 0.5), change = draws.LogWithin(1.0 / n, 0.02);
        (double Level, double Size)[] regimes =
            [.. Enumerable.Range(0, 3).Select(_ => (2 * draws.Normal(), draws.LogWithin(0.1, 1)))];
        int regime = 0;
        double value = 0;
        var noise = new float[n];
        for (int t = 0; t < n; t++)
        {
            regime = draws.Chance(change) ? draws.Below(3) : regime;
            value += (pull * (regimes[regime].Level - value))
                + (regimes[regime].Size * Math.Sqrt(2 * pull) * draws.Normal());
            noise[t] = (float)value;
        }

        return noise;
    }

    private static float[] Autoregressive(SimulationDraws draws, bool hasSeason, int n)
    {
        double garch = draws.Chance(0.2) ? draws.Within(0.1, 0.5) : 0,
            second = draws.Chance(0.3) ? draws.Within(-0.7, 0.5) : 0,
            first = draws.Pick([0.2, 0.6, 0.2]) switch
            {
                0 => 0,
                1 => 1 - draws.LogWithin(0.002, 1.2),
                _ => 1,
            },
            average = draws.Chance(0.5) ? draws.Within(-0.9, 0.6) : 0,
            seasonal = !hasSeason ? 0 : draws.Chance(0.4) ? 1 : draws.Within(0.4, 1),
            seasonalAverage = hasSeason && draws.Chance(0.6) ? -draws.Within(0.2, 0.95) : 0;
        int period = Math.Clamp((int)Math.Round(SyntheticParts.Period(draws)), 2, Before - 2);
        first = second == 0 ? first : first * (1 - second);
        first = seasonal == 1 && first > 0.99 && draws.Chance(0.7) ? 0.9 * draws.Uniform() : first;
        double freedom = draws.Chance(0.3) ? draws.Within(2.2, 8) : 0,
            spread = draws.Chance(0.3) ? draws.Within(0.2, 1.2) : 0;
        float[] sizes = new float[n], noise = new float[n];
        draws.Smooth(sizes);
        double[] x = new double[n + Before], e = new double[n + Before];
        if (hasSeason)
        {
            Waveform shape = Waveform.Draw(draws);
            double size = draws.Within(1, 8);
            for (int t = 0; t < Before; t++)
            {
                x[t] = size * shape.At((double)t / period);
            }
        }

        for (int t = Before; t < x.Length; t++)
        {
            double shock = draws.Normal() * Math.Exp(spread * sizes[t - Before]);
            shock *= freedom > 0 ? 1 / Math.Sqrt(draws.Gamma(freedom / 2)) : 1;
            e[t] = shock * Math.Sqrt(1 - garch + (garch * Math.Min(e[t - 1] * e[t - 1], 9)));
            double value = e[t] + (average * e[t - 1]) + (seasonalAverage * e[t - period])
                + (seasonal * x[t - period]) + (first * (x[t - 1] - (seasonal * x[t - 1 - period])))
                + (hasSeason ? 0 : second * x[t - 2]);
            x[t] = Math.Clamp(value, -1e6, 1e6);
            noise[t - Before] = (float)x[t];
        }

        return noise;
    }
}
