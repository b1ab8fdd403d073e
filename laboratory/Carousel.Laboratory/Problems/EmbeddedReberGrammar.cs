using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 1: strings of the embedded Reber grammar, B (T or P) [a string of the Reber grammar] (the same T or P) E;
/// the next symbol is asked for at every step.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.1, after Smith and Zipser 1989 and Cleeremans, Servan-Schreiber and
/// McClelland 1989. The last E is target only.
/// What makes it a task of long lags is the last symbol but one, which only the second one decides: nine steps earlier
/// or more.
/// </remarks>
internal sealed class EmbeddedReberGrammar : SequenceProblem
{
    private readonly List<int> _string = [];
    private readonly List<uint> _masks = [];

    /// <inheritdoc/>
    public override int Inputs => ReberGrammar.SymbolCount;

    /// <inheritdoc/>
    public override int Outputs => ReberGrammar.SymbolCount;

    /// <inheritdoc/>
    public override bool HasSymbols => true;

    /// <summary>Draws a training set and a test set.</summary>
    /// <remarks>
    /// Training strings are drawn as the grammar gives them, so that short ones come more than once; the test strings
    /// are different ones, not of the training set, none twice.
    /// </remarks>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="training">How many to learn from.</param>
    /// <param name="test">How many to be tried on.</param>
    /// <returns>The two sets.</returns>
    public static (ProblemSequence[] Training, ProblemSequence[] Test) DrawSets(
        TrialRandom random, int training, int test)
    {
        var problem = new EmbeddedReberGrammar();
        var seen = new HashSet<string>();
        var sequences = new ProblemSequence[training + test];
        int count = 0;
        while (count < sequences.Length)
        {
            var sequence = new ProblemSequence();
            problem.Draw(random, sequence);
            if (seen.Add(string.Join(' ', problem._string)) || count < training)
            {
                sequences[count++] = sequence;
            }
        }

        return (sequences[..training], sequences[training..]);
    }

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        _string.Clear();
        _masks.Clear();
        Append(random, _string, _masks);
        int steps = _string.Count - 1;
        sequence.Begin(steps, firstTarget: 0, inputSize: 0, outputSize: 0, hasAdmissible: true);
        for (int t = 0; t < steps; t++)
        {
            sequence.Symbols[t] = _string[t];
            sequence.TargetSymbols[t] = _string[t + 1];
            sequence.Admissible[t] = _masks[t + 1];
        }
    }

    /// <summary>Appends one string, and for each of its symbols the symbols that were admissible there.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="symbols">Added to.</param>
    /// <param name="masks">Added to, one for each symbol.</param>
    internal static void Append(TrialRandom random, List<int> symbols, List<uint> masks)
    {
        int outer = random.Coin() ? ReberGrammar.P : ReberGrammar.T;
        Put(ReberGrammar.B, 1u << ReberGrammar.B);
        Put(outer, (1u << ReberGrammar.T) | (1u << ReberGrammar.P));
        Put(ReberGrammar.B, 1u << ReberGrammar.B);
        int node = ReberGrammar.FirstNode;
        while (node != ReberGrammar.LastNode)
        {
            uint admissible = ReberGrammar.Admissible(node);
            (int symbol, node) = ReberGrammar.Edge(node, random.Coin());
            Put(symbol, admissible);
        }

        Put(ReberGrammar.E, 1u << ReberGrammar.E);
        Put(outer, 1u << outer);
        Put(ReberGrammar.E, 1u << ReberGrammar.E);

        void Put(int symbol, uint admissible)
        {
            symbols.Add(symbol);
            masks.Add(admissible);
        }
    }
}
