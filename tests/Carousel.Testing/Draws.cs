namespace Carousel.Testing;

/// <summary>
/// Values for tests: uniform in (−scale, scale), the same for the same seed, and exact in single precision so that
/// kernel and twin see equal numbers.
/// </summary>
public sealed class Draws(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>One value.</summary>
    public double Value(double scale = 1) => (float)(scale * ((2 * _random.NextDouble()) - 1));

    /// <summary>[d0].</summary>
    public double[] Vector(int d0, double scale = 1) => Fill(new double[d0], scale);

    /// <summary>[d0, d1].</summary>
    public double[,] Matrix(int d0, int d1, double scale = 1) => Fill(new double[d0, d1], scale);

    /// <summary>[d0] in single precision.</summary>
    public float[] Floats(int d0, double scale = 1)
    {
        var values = new float[d0];
        for (int k = 0; k < d0; k++)
        {
            values[k] = (float)Value(scale);
        }

        return values;
    }

    /// <summary>A whole number in 0 … below − 1.</summary>
    public int Below(int below) => _random.Next(below);

    private A Fill<A>(A values, double scale)
        where A : class
    {
        foreach (ref double value in Near.Flat((Array)(object)values))
        {
            value = Value(scale);
        }

        return values;
    }
}
