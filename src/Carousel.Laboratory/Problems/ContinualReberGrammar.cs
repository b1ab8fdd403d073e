using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>The continual embedded Reber grammar: strings one after the other without a mark between them; the last E of one is followed by the first B of the next.</summary>
/// <remarks>
/// Gers, Schmidhuber and Cummins 2000. An endless stream comes in pieces of whole strings, each symbol with the next as its target, the last E of a piece with B.
/// So every piece fits behind every other, and nothing needs to be remembered between two draws.
/// </remarks>
internal sealed class ContinualReberGrammar : SequenceProblem
{
    private readonly int _strings;
    private readonly List<int> _symbols = [];
    private readonly List<uint> _masks = [];

    /// <summary>Makes the task.</summary>
    /// <param name="strings">Strings in a piece.</param>
    public ContinualReberGrammar(int strings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(strings, 1);
        _strings = strings;
    }

    /// <inheritdoc/>
    public override int Inputs => ReberGrammar.SymbolCount;

    /// <inheritdoc/>
    public override int Outputs => ReberGrammar.SymbolCount;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        _symbols.Clear();
        _masks.Clear();
        for (int s = 0; s < _strings; s++)
        {
            EmbeddedReberGrammar.Append(random, _symbols, _masks);
        }

        _symbols.Add(ReberGrammar.B);
        _masks.Add(1u << ReberGrammar.B);
        int steps = _symbols.Count - 1;
        sequence.Begin(steps, firstTarget: 0, inputSize: 0, outputSize: 0, hasAdmissible: true);
        for (int t = 0; t < steps; t++)
        {
            sequence.Symbols[t] = _symbols[t];
            sequence.TargetSymbols[t] = _symbols[t + 1];
            sequence.Admissible[t] = _masks[t + 1];
        }
    }
}
