using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 2b: as 2a, but the p − 1 symbols between are random, which gives a long lag without local regularities.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.2. The next symbol is asked for at every step, though only the last can
/// be known; only the last is judged.
/// Asked for at every step, x and y have a target of 0 ninety-nine times and of 1 once, and only the number of
/// steps determines when: this is another task than the lag. Asked for only at the end, they test the lag.
/// </remarks>
internal sealed class RandomLag : SequenceProblem
{
    private readonly int _p;
    private readonly bool _asksAtEndAlone;

    /// <summary>Makes the task.</summary>
    /// <param name="p">The lag, and the number of symbols less one.</param>
    /// <param name="asksAtEndAlone">Whether only the last step has a target.</param>
    public RandomLag(int p, bool asksAtEndAlone = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 2);
        (_p, _asksAtEndAlone) = (p, asksAtEndAlone);
    }

    /// <inheritdoc/>
    public override int Inputs => _p + 1;

    /// <inheritdoc/>
    public override int Outputs => _p + 1;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        sequence.Begin(_p, firstTarget: _asksAtEndAlone ? _p - 1 : 0, inputSize: 0, outputSize: 0);
        sequence.FirstJudged = _p - 1;
        int outer = random.Coin() ? _p : _p - 1;
        sequence.Symbols[0] = outer;
        for (int t = 1; t < _p; t++)
        {
            int symbol = random.Below(_p - 1);
            sequence.Symbols[t] = symbol;
            if (!_asksAtEndAlone)
            {
                sequence.TargetSymbols[t - 1] = symbol;
            }
        }

        sequence.TargetSymbols[^1] = outer;
    }
}
