using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Uniform numbers between −limit and limit.</summary>
public sealed class Uniform : Initializer
{
    private readonly double _limit;

    /// <summary>Uniform numbers.</summary>
    /// <param name="limit">The largest magnitude, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or not finite.</exception>
    public Uniform(double limit)
    {
        _limit = limit >= 0 && double.IsFinite(limit)
            ? limit
            : throw new ArgumentOutOfRangeException(
                nameof(limit), limit, $"limit must be 0 or more and finite, but is {limit}.");
    }

    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random) =>
        Drawing.Uniform(values, _limit, random);
}
