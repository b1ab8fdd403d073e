using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Variance 2 / inputs: keeps the size of values through rectified units.</summary>
/// <remarks>He, Zhang, Ren and Sun 2015, equation 10.</remarks>
/// <param name="shape">Normal by default, as in the paper.</param>
public sealed class He(RandomShape shape = RandomShape.Normal) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        double deviation = Math.Sqrt(2.0 / Math.Max(columns, 1));
        if (shape == RandomShape.Normal)
        {
            Drawing.Normal(values, deviation, random);
        }
        else
        {
            Drawing.Uniform(values, deviation * Math.Sqrt(3), random);
        }
    }
}
