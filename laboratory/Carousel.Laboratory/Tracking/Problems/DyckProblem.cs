using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>Words of balanced brackets: after every symbol, which kind of bracket may close next, or none?</summary>
/// <remarks>
/// Every word of a length is as likely as any other, however deep it goes; of an odd length the last symbol is left
/// out.
/// </remarks>
/// <param name="kinds">Kinds of brackets.</param>
internal sealed class DyckProblem(int kinds) : TrackingProblem
{
    /// <inheritdoc/>
    public override string Word => $"dyck{kinds}";

    /// <inheritdoc/>
    public override string Name => $"Dyck-{kinds}";

    /// <inheritdoc/>
    public override string Task =>
        $"Balanced brackets of {(kinds == 1 ? "one kind" : $"{kinds} kinds")}, of any depth. After each: "
        + (kinds == 1 ? "is one open?" : "which kind may close next, or none?");

    /// <inheritdoc/>
    public override int Symbols => 2 * kinds;

    /// <inheritdoc/>
    public override int Answers => kinds + 1;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int length, Span<int> symbols, Span<int> answers)
    {
        int[] word = DrawWord(random, length + (length % 2));
        var open = new Stack<int>();
        for (int t = 0; t < length; t++)
        {
            symbols[t] = word[t];
            if (word[t] < kinds)
            {
                open.Push(word[t]);
            }
            else
            {
                open.Pop();
            }

            answers[t] = open.Count > 0 ? open.Peek() : kinds;
        }
    }

    // The closed form of how many ways lead down from a depth: exact in any length, where numbers of ways are not.
    private int[] DrawWord(TrialRandom random, int length)
    {
        var word = new int[length];
        var open = new Stack<int>();
        for (int t = 0; t < length; t++)
        {
            int left = length - t, depth = open.Count;
            double opens = (double)(depth + 2) * (left - depth) / (2.0 * left * (depth + 1));
            if (random.Uniform() < opens)
            {
                open.Push(random.Below(kinds));
                word[t] = open.Peek();
            }
            else
            {
                word[t] = kinds + open.Pop();
            }
        }

        return word;
    }
}
