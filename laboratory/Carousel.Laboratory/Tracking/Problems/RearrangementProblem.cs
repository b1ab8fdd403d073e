using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>
/// A string, then a sign for each of its symbols: at each sign a symbol of the string in another order.
/// </summary>
/// <remarks>Delétang and others 2022: reverse string (two symbols) and bucket sort (five).</remarks>
/// <param name="word">The name on the command line.</param>
/// <param name="name">The name in tables.</param>
/// <param name="task">What is shown and asked.</param>
/// <param name="letters">Different symbols of a string.</param>
/// <param name="rearrange">Puts the symbols into the order in which they are asked for.</param>
internal sealed class RearrangementProblem(
    string word, string name, string task, int letters, Action<Span<int>> rearrange) : TrackingProblem
{
    /// <summary>From the last symbol to the first.</summary>
    public static RearrangementProblem Reverse { get; } = new(
        "reverse", "reverse string",
        "A string of two symbols, then a sign for each. At each sign: the symbols from the last to the first.", 2,
        symbols => symbols.Reverse());

    /// <summary>From the least symbol to the greatest.</summary>
    public static RearrangementProblem Sort { get; } = new(
        "sort", "bucket sort",
        "A string of five symbols, then a sign for each. At each sign: the symbols in their order, 0 first.", 5,
        symbols => symbols.Sort());

    /// <inheritdoc/>
    public override string Word => word;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Task => task;

    /// <inheritdoc/>
    public override int Symbols => letters + 1;

    /// <inheritdoc/>
    public override int Answers => letters;

    /// <inheritdoc/>
    public override bool IsRunning => false;

    /// <inheritdoc/>
    public override int StepsOf(int length) => 2 * length;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int length, Span<int> symbols, Span<int> answers)
    {
        for (int t = 0; t < length; t++)
        {
            symbols[t] = random.Below(letters);
        }

        symbols[..length].CopyTo(answers[length..]);
        rearrange(answers[length..]);
        symbols[length..].Fill(letters);
        answers[..length].Fill(Unasked);
    }
}
