using Carousel.Jobs.Fitting;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>A random shape of one season: mean 0, mean absolute value 1, linear between its points.</summary>
internal sealed class Waveform
{
    private const int Points = 240, Harmonics = 8, Stairs = 49;

    private static readonly double[] _kinds = [0.36, 0.10, 0.14, 0.12, 0.18, 0.10];

    private readonly float[] _values;

    private Waveform(float[] values)
    {
        double mean = values.Average(v => (double)v), size = values.Average(v => Math.Abs(v - mean)) + 1e-6;
        _values = [.. values.Select(v => (float)((v - mean) / size))];
    }

    /// <summary>Draws a shape: sums of waves, saw teeth, bumps, on and off, stairs, or half waves; some are products of
    /// two.</summary>
    /// <param name="draws">Random numbers.</param>
    public static Waveform Draw(SimulationDraws draws)
    {
        float[] values = Values(draws);
        if (draws.Chance(0.3))
        {
            var other = new Waveform(Values(draws));
            values = [.. new Waveform(values)._values.Zip(other._values, (a, b) => a * (1 + (0.5f * b)))];
        }

        return new Waveform(values);
    }

    /// <summary>The value at a phase.</summary>
    /// <param name="phase">In seasons; only the fractional part counts.</param>
    public float At(double phase)
    {
        double place = (phase - Math.Floor(phase)) * Points;
        int point = Math.Min((int)place, Points - 1), next = point + 1 == Points ? 0 : point + 1;
        return _values[point] + ((float)(place - point) * (_values[next] - _values[point]));
    }

    /// <summary>A mean of this shape and another one.</summary>
    /// <param name="other">The other.</param>
    /// <param name="share">The share of the other, 0 … 1.</param>
    public Waveform Mixed(Waveform other, double share) =>
        new([.. _values.Zip(other._values, (a, b) => (float)(((1 - share) * a) + (share * b)))]);

    private static float[] Values(SimulationDraws draws)
    {
        double shift = draws.Uniform();
        var phases = Enumerable.Range(0, Points).Select(p => (((double)p / Points) + shift) % 1);
        switch (draws.Pick(_kinds))
        {
            case 1:
                double top = 0.03 + (0.94 * draws.Uniform());
                return [.. phases.Select(u => (float)(u < top ? u / top : (1 - u) / (1 - top)))];
            case 2:
                return Bumps(draws);
            case 3:
                double on = 0.1 + (0.8 * draws.Uniform()), wide = 0.1 * draws.Uniform(), height = draws.Normal();
                return [.. phases.Select(u => (float)((u < on ? 1 : 0) + (Math.Abs(u - 0.3) < wide ? height : 0)))];
            case 4:
                int steps = draws.Between(3, Stairs);
                double[] heights = [.. Enumerable.Range(0, steps).Select(_ => draws.Normal())];
                return [.. phases.Select(u => (float)heights[Math.Min((int)(u * steps), steps - 1)])];
            case 5:
                double offset = (1.2 * draws.Uniform()) - 0.6;
                return [.. phases.Select(u => (float)Math.Max(0, Math.Sin(2 * Math.PI * u) + offset))];
            default:
                return Waves(draws);
        }
    }

    private static float[] Waves(SimulationDraws draws)
    {
        double roughness = 0.4 + (1.8 * draws.Uniform());
        int most = draws.Between(1, Harmonics);
        var values = new float[Points];
        for (int k = 1; k <= most; k++)
        {
            double size = draws.Normal() / Math.Pow(k, roughness), phase = 2 * Math.PI * draws.Uniform();
            for (int p = 0; p < Points; p++)
            {
                values[p] += (float)(size * Math.Cos((2 * Math.PI * k * p / Points) + phase));
            }
        }

        return values;
    }

    private static float[] Bumps(SimulationDraws draws)
    {
        var values = new float[Points];
        for (int bump = 0; bump < 3; bump++)
        {
            double center = draws.Uniform(), width = draws.LogWithin(0.008, 0.15),
                height = (1.4 * draws.Uniform()) - 0.4;
            for (int p = 0; p < Points; p++)
            {
                double apart = Math.Abs(((double)p / Points) - center);
                apart = Math.Min(apart, 1 - apart) / width;
                values[p] += (float)(height * Math.Exp(-0.5 * apart * apart));
            }
        }

        return values;
    }
}
