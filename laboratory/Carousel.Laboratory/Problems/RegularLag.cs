using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 2a: (x, a₁ … a₍ₚ₋₁₎, x) or (y, a₁ … a₍ₚ₋₁₎, y), the next symbol asked for at every step: a long lag in a
/// regular surrounding.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.2, noise-free sequences with long time lags. Symbols are numbered a₁ …
/// a₍ₚ₋₁₎ x y. The last symbol is target only.
/// </remarks>
internal sealed class RegularLag : SequenceProblem
{
    private readonly int _p;

    /// <summary>Makes the task.</summary>
    /// <param name="p">The lag, and the number of symbols less one.</param>
    public RegularLag(int p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 2);
        _p = p;
    }

    /// <inheritdoc/>
    public override int Inputs => _p + 1;

    /// <inheritdoc/>
    public override int Outputs => _p + 1;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <summary>The two sequences that there are.</summary>
    public ProblemSequence[] Both()
    {
        var x = new ProblemSequence();
        var y = new ProblemSequence();
        Write(_p - 1, x);
        Write(_p, y);
        return [x, y];
    }

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence) =>
        Write(random.Coin() ? _p : _p - 1, sequence);

    private void Write(int outer, ProblemSequence sequence)
    {
        sequence.Begin(_p, firstTarget: 0, inputSize: 0, outputSize: 0);
        sequence.Symbols[0] = outer;
        for (int t = 1; t < _p; t++)
        {
            sequence.Symbols[t] = t - 1;
            sequence.TargetSymbols[t - 1] = t - 1;
        }

        sequence.TargetSymbols[_p - 1] = outer;
    }
}
