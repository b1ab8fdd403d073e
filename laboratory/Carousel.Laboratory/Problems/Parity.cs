using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Is the number of ones in a row of bits odd? Bits are −1 and 1; the answer, 1 or 0, is asked for at the end. The
/// length is uniform in a range.
/// </summary>
/// <remarks>Bengio, Simard and Frasconi 1994; with 500 to 600 bits, Hochreiter and Schmidhuber 1996.</remarks>
internal sealed class Parity : SequenceProblem
{
    private readonly int _least;
    private readonly int _most;

    /// <summary>Makes the task.</summary>
    /// <param name="least">The least length.</param>
    /// <param name="most">The greatest.</param>
    public Parity(int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        (_least, _most) = (least, most);
    }

    /// <inheritdoc/>
    public override int Inputs => 1;

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override bool HasSymbols => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        int length = random.Between(_least, _most);
        sequence.Begin(length, firstTarget: length - 1, inputSize: 1, outputSize: 1);
        bool isOdd = false;
        foreach (ref float bit in sequence.Inputs)
        {
            bool isOne = random.Coin();
            bit = isOne ? 1 : -1;
            isOdd ^= isOne;
        }

        sequence.Targets[0] = isOdd ? 1 : 0;
    }
}
