namespace Carousel.Inspection.Tests.Probes;

/// <summary>
/// States that change slowly, each unit an autoregression of order one with deviation 1, and properties that do too but
/// have nothing to do with them.
/// </summary>
internal sealed class SlowStates(int seed)
{
    private readonly Random _random = new(seed);

    public double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>x(t) = φ·x(t−1) + √(1 − φ²)·noise.</summary>
    public double[] Track(int steps, double memory)
    {
        double x = Normal();
        double[] track = new double[steps];
        for (int t = 0; t < steps; t++)
        {
            track[t] = x;
            x = (memory * x) + (Math.Sqrt(1 - (memory * memory)) * Normal());
        }

        return track;
    }

    /// <summary>[T, units].</summary>
    public float[] Features(int steps, int units, double memory)
    {
        float[] features = new float[steps * units];
        for (int i = 0; i < units; i++)
        {
            double[] track = Track(steps, memory);
            for (int t = 0; t < steps; t++)
            {
                features[(t * units) + i] = (float)track[t];
            }
        }

        return features;
    }
}
