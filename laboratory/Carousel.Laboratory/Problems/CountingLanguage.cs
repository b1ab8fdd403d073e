using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// The languages aⁿbⁿ (context-free) and aⁿbⁿcⁿ (context-sensitive), n ≥ 1: which symbols may follow?
/// </summary>
/// <remarks>
/// Gers and Schmidhuber 2001. A string is S, n times each letter, T; T is target only and shares its unit with S.
/// Units: S and T, a, b (, c).
/// The target of every symbol that may follow is 1: after an a both a and b may, after that the rest is certain.
/// </remarks>
internal sealed class CountingLanguage : SequenceProblem
{
    /// <summary>The unit of S and T.</summary>
    public const int StartAndEnd = 0;

    private readonly int _letters;
    private readonly int _least;
    private readonly int _greatest;

    /// <summary>Makes the task.</summary>
    /// <param name="letters">2 for aⁿbⁿ, 3 for aⁿbⁿcⁿ.</param>
    /// <param name="least">The least n drawn.</param>
    /// <param name="greatest">The greatest n drawn.</param>
    public CountingLanguage(int letters, int least, int greatest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(letters, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(greatest, least);
        (_letters, _least, _greatest) = (letters, least, greatest);
    }

    /// <summary>The greatest n drawn.</summary>
    public int Greatest => _greatest;

    /// <inheritdoc/>
    public override int Inputs => _letters + 1;

    /// <inheritdoc/>
    public override int Outputs => _letters + 1;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence) =>
        Write(random.Between(_least, _greatest), sequence);

    /// <summary>Writes the string of a given n.</summary>
    /// <param name="n">How often each letter stands.</param>
    /// <param name="sequence">Receives it.</param>
    public void Write(int n, ProblemSequence sequence)
    {
        int length = 1 + (_letters * n);
        sequence.Begin(length, firstTarget: 0, inputSize: 0, outputSize: Outputs);
        sequence.Targets.Clear();
        sequence.Symbols[0] = StartAndEnd;
        Allow(sequence, 0, 1);
        for (int letter = 1; letter <= _letters; letter++)
        {
            for (int i = 0; i < n; i++)
            {
                int t = 1 + ((letter - 1) * n) + i;
                sequence.Symbols[t] = letter;
                bool mayGoOn = letter == 1 || i < n - 1;
                bool mayChange = letter == 1 || i == n - 1;
                if (mayGoOn)
                {
                    Allow(sequence, t, letter);
                }

                if (mayChange)
                {
                    Allow(sequence, t, letter == _letters ? StartAndEnd : letter + 1);
                }
            }
        }
    }

    private void Allow(ProblemSequence sequence, int t, int symbol) => sequence.Targets[(t * Outputs) + symbol] = 1;
}
