using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Variance 2 / (inputs + outputs): keeps the size of values and gradients alike through a map without squashing.
/// </summary>
/// <remarks>Glorot and Bengio 2010, equation 16. Inputs and outputs are those of one block.</remarks>
/// <param name="shape">Uniform by default, as in the paper.</param>
/// <param name="gain">Factor on the values.</param>
public sealed class Glorot(RandomShape shape = RandomShape.Uniform, double gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        double deviation = gain * Math.Sqrt(2.0 / (columns + (rows / blocks)));
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
