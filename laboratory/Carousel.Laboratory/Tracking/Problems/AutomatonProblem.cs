using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>A finite automaton that starts in state 0 and reads symbols, each as likely; the answer is its state.
/// </summary>
/// <param name="word">The name on the command line.</param>
/// <param name="name">The name in tables.</param>
/// <param name="task">What is shown and asked.</param>
/// <param name="states">O.</param>
/// <param name="symbols">I.</param>
/// <param name="next">The state after a state and a symbol.</param>
internal sealed class AutomatonProblem(
    string word, string name, string task, int states, int symbols, Func<int, int, int> next) : TrackingProblem
{
    private const int Steps = 5;

    /// <summary>Is the number of ones so far odd?</summary>
    public static AutomatonProblem Parity { get; } = new(
        "parity", "parity", "Bits. After each: is the number of ones so far odd?", 2, 2, (state, bit) => state ^ bit);

    /// <summary>Where on a ring of five places?</summary>
    public static AutomatonProblem Cycle { get; } = new(
        "cycle", "cycle navigation",
        "Steps back, forth or none on a ring of five places. After each: the place.", Steps, 3,
        (state, symbol) => (state + symbol + Steps - 1) % Steps);

    /// <summary>A counter that stops at its ends.</summary>
    public static AutomatonProblem Counter { get; } = new(
        "counter", "bounded counter",
        "Up or down by one, from 0 to 9; a step out of these bounds does nothing. After each symbol: the "
        + "count.", 10, 2, (state, symbol) => Math.Clamp(state + (symbol == 0 ? 1 : -1), 0, 9));

    /// <inheritdoc/>
    public override string Word => word;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Task => task;

    /// <inheritdoc/>
    public override int Symbols => symbols;

    /// <inheritdoc/>
    public override int Answers => states;

    /// <summary>The state after a state and a symbol.</summary>
    public int Next(int state, int symbol) => next(state, symbol);

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int length, Span<int> symbols, Span<int> answers)
    {
        int state = 0;
        for (int t = 0; t < length; t++)
        {
            symbols[t] = random.Below(Symbols);
            answers[t] = state = Next(state, symbols[t]);
        }
    }
}
