using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Transformer;

/// <summary>
/// Texts of a made language: an automaton of twelve states that goes three ways from each, saying another symbol of
/// eight on each way.
/// </summary>
/// <remarks>
/// The ways have the probabilities 0.7, 0.2 and 0.1. A symbol and the state give the next state, so who knows the
/// automaton knows the state after a few symbols, and then
/// names the next symbol rightly in 70 of 100 cases, which is optimal.
/// </remarks>
internal sealed class AutomatonText
{
    /// <summary>Symbols.</summary>
    public const int Symbols = 8;

    private const int States = 12, Ways = 3;

    private readonly int[,] _symbol = new int[States, Ways];
    private readonly int[,] _next = new int[States, Ways];

    /// <summary>The language of a seed.</summary>
    /// <param name="seed">The seed.</param>
    public AutomatonText(ulong seed)
    {
        var random = new TrialRandom(seed, "automaton/language", 0);
        for (int state = 0; state < States; state++)
        {
            int[] symbols = [.. Enumerable.Range(0, Symbols)];
            for (int way = 0; way < Ways; way++)
            {
                int pick = random.Between(way, Symbols - 1);
                (symbols[way], symbols[pick]) = (symbols[pick], symbols[way]);
                _symbol[state, way] = symbols[way];

                // The likeliest way leads to the neighbour, so that all states are visited.
                _next[state, way] = way == 0 ? (state + 1) % States : random.Below(States);
            }
        }
    }

    /// <summary>A text from any state on.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="length">Symbols.</param>
    public int[] Draw(TrialRandom random, int length)
    {
        var text = new int[length];
        int state = random.Below(States);
        for (int t = 0; t < length; t++)
        {
            float chance = random.Uniform();
            int way = chance < 0.7f ? 0 : chance < 0.9f ? 1 : 2;
            text[t] = _symbol[state, way];
            state = _next[state, way];
        }

        return text;
    }
}
