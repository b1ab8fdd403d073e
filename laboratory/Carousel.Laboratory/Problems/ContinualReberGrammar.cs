using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// The continual embedded Reber grammar: strings one after the other without a mark between them; the last E of one is
/// followed by the first B of the next.
/// </summary>
/// <remarks>
/// Gers, Schmidhuber and Cummins 2000. The target of every symbol that may follow is 1, of both where two may. That is
/// a reading: with the symbol that does follow as the only target, no network gets all errors
/// below 0.49 where two may follow. An endless stream comes in pieces of whole strings; after the last E of a piece
/// only B may follow, so every piece can follow every other.
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
        sequence.Begin(steps, firstTarget: 0, inputSize: 0, outputSize: ReberGrammar.SymbolCount, hasAdmissible: true);
        Span<float> targets = sequence.Targets;
        for (int t = 0; t < steps; t++)
        {
            uint admissible = _masks[t + 1];
            sequence.Symbols[t] = _symbols[t];
            sequence.Admissible[t] = admissible;
            for (int symbol = 0; symbol < ReberGrammar.SymbolCount; symbol++)
            {
                targets[(t * ReberGrammar.SymbolCount) + symbol] = (admissible >> symbol) & 1;
            }
        }
    }
}
