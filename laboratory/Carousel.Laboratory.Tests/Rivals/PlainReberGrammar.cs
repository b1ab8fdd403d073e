using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>
/// Strings of the Reber grammar itself, without the long lag: the task on which Fahlman 1991 showed recurrent cascade
/// correlation.
/// </summary>
internal sealed class PlainReberGrammar : SequenceProblem
{
    private readonly List<int> _string = [];
    private readonly List<uint> _masks = [];

    public override int Inputs => ReberGrammar.SymbolCount;

    public override int Outputs => ReberGrammar.SymbolCount;

    public override bool HasSymbols => true;

    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        _string.Clear();
        _masks.Clear();
        Put(ReberGrammar.B, 1u << ReberGrammar.B);
        int node = ReberGrammar.FirstNode;
        while (node != ReberGrammar.LastNode)
        {
            uint admissible = ReberGrammar.Admissible(node);
            (int symbol, node) = ReberGrammar.Edge(node, random.Coin());
            Put(symbol, admissible);
        }

        Put(ReberGrammar.E, 1u << ReberGrammar.E);
        sequence.Begin(_string.Count - 1, firstTarget: 0, inputSize: 0, outputSize: 0, hasAdmissible: true);
        for (int t = 0; t < sequence.Length; t++)
        {
            sequence.Symbols[t] = _string[t];
            sequence.TargetSymbols[t] = _string[t + 1];
            sequence.Admissible[t] = _masks[t + 1];
        }
    }

    public ProblemSequence[] Draw(TrialRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var sequence = new ProblemSequence();
        Draw(random, sequence);
        return sequence;
    })];

    private void Put(int symbol, uint mask)
    {
        _string.Add(symbol);
        _masks.Add(mask);
    }
}
