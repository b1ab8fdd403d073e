using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 2c: b, x or y, q + k random distractors, e: was it x or y? Very long lags among many distractors, of
/// unforeseeable length.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.2. Symbols are numbered p distractors, e b x y. After the first q
/// distractors another one follows with probability 0.9, e with probability 0.1.
/// The two outputs are asked for only at e.
/// </remarks>
internal sealed class DistractedLag : SequenceProblem
{
    private readonly int _p;
    private readonly int _q;

    /// <summary>Makes the task.</summary>
    /// <param name="p">Distractor symbols.</param>
    /// <param name="q">The least number of distractors in a sequence; the least lag is one more.</param>
    public DistractedLag(int p, int q)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(q);
        (_p, _q) = (p, q);
    }

    /// <inheritdoc/>
    public override int Inputs => _p + 4;

    /// <inheritdoc/>
    public override int Outputs => 2;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        // Probability 0.1 in 32 bits: 429,496,730 / 2³².
        int distractors = _q;
        while (random.Word() >= 429_496_730u)
        {
            distractors++;
        }

        int length = distractors + 3;
        sequence.Begin(length, firstTarget: length - 1, inputSize: 0, outputSize: 0);
        Span<int> symbols = sequence.Symbols;
        int which = random.Coin() ? 1 : 0;
        symbols[0] = _p + 1;
        symbols[1] = _p + 2 + which;
        for (Span<int> left = symbols[2..^1]; left.Length > 0;)
        {
            ReadOnlySpan<uint> words = random.Words(left.Length);
            for (int k = 0; k < words.Length; k++)
            {
                left[k] = TrialRandom.Below(words[k], _p);
            }

            left = left[words.Length..];
        }

        symbols[length - 1] = _p;
        sequence.TargetSymbols[0] = which;
    }
}
