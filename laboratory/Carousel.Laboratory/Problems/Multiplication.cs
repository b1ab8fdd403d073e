namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 5: the product X1·X2 of the two marked values at the end of a sequence of pairs with values in 0 … 1.
/// </summary>
/// <remarks>Hochreiter and Schmidhuber 1997, section 5.5. X1 is 1 where the first pair gets marked.</remarks>
internal sealed class Multiplication : MarkedPairs
{
    /// <summary>Makes the task.</summary>
    /// <param name="length">T, the least length.</param>
    public Multiplication(int length)
        : base(length, least: 0, neutral: 1)
    {
    }

    /// <inheritdoc/>
    protected override float Target(float x1, float x2) => x1 * x2;
}
