using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// The plainest lag: x or y, then random symbols of four, and at the end the question which of the two it was. Unlike
/// in experiment 2, neither the alphabet nor anything else grows with the lag.
/// </summary>
/// <remarks>Symbols are numbered four of noise, end, x, y. The target is 1 for y, 0 for x.</remarks>
/// <param name="lag">Steps from x or y to the question.</param>
internal sealed class KeptSymbol(int lag) : SequenceProblem
{
    private const int Noise = 4, End = Noise, X = End + 1;

    /// <summary>Symbols.</summary>
    public const int Symbols = X + 2;

    /// <inheritdoc/>
    public override int Inputs => Symbols;

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        sequence.Begin(lag + 1, firstTarget: lag, inputSize: 0, outputSize: 1);
        int kept = random.Coin() ? 1 : 0;
        sequence.Symbols[0] = X + kept;
        foreach (ref int symbol in sequence.Symbols[1..lag])
        {
            symbol = random.Below(Noise);
        }

        sequence.Symbols[lag] = End;
        sequence.Targets[0] = kept;
    }
}
