using Carousel.Jobs.Fitting;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>Distributions that only the synthetic series need.</summary>
internal static class DrawExtensions
{
    /// <summary>A number whose logarithm is uniform.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="low">The least, above 0.</param>
    /// <param name="high">The largest.</param>
    public static double LogWithin(this SimulationDraws draws, double low, double high) =>
        low * Math.Pow(high / low, draws.Uniform());

    /// <summary>A uniform number.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="low">The least.</param>
    /// <param name="high">The largest.</param>
    public static double Within(this SimulationDraws draws, double low, double high) =>
        low + ((high - low) * draws.Uniform());

    /// <summary>A smooth random curve of about unit size.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="values">Receives it.</param>
    public static void Smooth(this SimulationDraws draws, Span<float> values)
    {
        values.Clear();
        int knots = draws.Between(2, 6);
        for (int wave = 0; wave < 4; wave++)
        {
            double rate = 3 * knots * draws.Uniform() / values.Length, phase = 2 * Math.PI * draws.Uniform(),
                size = 0.5 * draws.Normal();
            for (int t = 0; t < values.Length; t++)
            {
                values[t] += (float)(size * Math.Cos((rate * t) + phase));
            }
        }
    }

    /// <summary>A gamma variable of mean 1 (Marsaglia and Tsang 2000).</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="shape">Above 0.</param>
    public static double Gamma(this SimulationDraws draws, double shape)
    {
        double raised = shape < 1 ? shape + 1 : shape, d = raised - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = draws.Normal(), v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(1 - draws.Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v / shape * (shape < 1 ? Math.Pow(1 - draws.Uniform(), 1 / shape) : 1);
            }
        }
    }

    /// <summary>A count of a Poisson distribution; above a mean of 30 a rounded draw of a normal one.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="mean">0 or more.</param>
    public static double Count(this SimulationDraws draws, double mean) =>
        mean < 30 ? draws.Poisson(mean) : Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * draws.Normal())));

    /// <summary>Brings values to mean absolute deviation 1.</summary>
    /// <param name="values">The values.</param>
    public static void ToUnit(Span<float> values)
    {
        double mean = 0, size = 0;
        foreach (float value in values)
        {
            mean += value;
        }

        mean /= values.Length;
        foreach (float value in values)
        {
            size += Math.Abs(value - mean);
        }

        float factor = (float)(1 / ((size / values.Length) + 1e-6));
        foreach (ref float value in values)
        {
            value *= factor;
        }
    }
}
