using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Random values for initialisers, in double, only from the counter-based generator.</summary>
internal static class Drawing
{
    /// <summary>A uniform number strictly inside (0, 1), with 24 bits.</summary>
    public static double Inside(uint word) => ((word >> 8) + 0.5) * (1.0 / (1 << 24));

    /// <summary>Fills with uniform numbers in (−limit, limit).</summary>
    public static void Uniform(Span<float> values, double limit, CounterRandom random)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(limit * ((2 * Inside(random.Word(0, i))) - 1));
        }
    }

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    public static double Normal(CounterRandom random, uint stream, long index)
    {
        double radius = Math.Sqrt(-2 * ScalarMath.Log(Inside(random.Word(stream, 2 * index))));
        return radius * ScalarMath.CosPi(2 * Inside(random.Word(stream, (2 * index) + 1)));
    }

    /// <summary>Fills with normal numbers of mean 0.</summary>
    public static void Normal(Span<float> values, double deviation, CounterRandom random)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(deviation * Normal(random, 0, i));
        }
    }
}
