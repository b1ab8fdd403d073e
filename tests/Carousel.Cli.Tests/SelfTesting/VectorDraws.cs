using Carousel.Tensors;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>
/// Given values: multiples of 1/64, which single precision holds exactly and a file in few letters. The name is the
/// seed.
/// </summary>
internal sealed class VectorDraws(string name)
{
    private const int Fractions = 64;

    private readonly CounterRandom _random = new(seed: 1, CounterRandom.Purpose(name));
    private uint _stream;

    /// <summary>Between −scale and scale.</summary>
    public double[] Values(int count, double scale = 1) =>
        [.. Draw(count).Select(u => Math.Round(((2 * u) - 1) * scale * Fractions) / Fractions)];

    /// <summary>0 … below − 1.</summary>
    public double[] Whole(int count, int below) => [.. Draw(count).Select(u => Math.Floor(u * below))];

    private double[] Draw(int count)
    {
        var uniform = new float[count];
        _random.Uniform(_stream++, uniform);
        return [.. uniform.Select(u => (double)u)];
    }
}
