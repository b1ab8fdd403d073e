namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 4: the sum of the two marked values, 0.5 + (X1 + X2) / 4, at the end of a sequence of pairs with values
/// in −1 … 1.
/// </summary>
/// <remarks>Hochreiter and Schmidhuber 1997, section 5.4. X1 is 0 where the first pair gets marked.</remarks>
internal sealed class Adding : MarkedPairs
{
    /// <summary>Makes the task.</summary>
    /// <param name="length">T, the least length.</param>
    public Adding(int length)
        : base(length, least: -1, neutral: 0)
    {
    }

    /// <inheritdoc/>
    protected override float Target(float x1, float x2) => 0.5f + ((x1 + x2) / 4);
}
