using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>Pairs of a key and a value, then all keys again in another order: at each the value that came with it.
/// </summary>
/// <remarks>
/// Multi-query associative recall (Arora and others 2023). The length is the number of pairs; keys of a sequence
/// differ. A pair is one symbol that shows the features of its key and of its value, so that a cell without a step
/// between them can tie one to the other; a key that is asked for has a sign instead of the value.
/// </remarks>
internal sealed class RecallProblem : TrackingProblem
{
    /// <summary>K: different keys, and the most pairs.</summary>
    public const int Keys = 64;

    private const int Values = 16;

    /// <inheritdoc/>
    public override string Word => "recall";

    /// <inheritdoc/>
    public override string Name => "associative recall";

    /// <inheritdoc/>
    public override string Task =>
        $"Pairs of one of {Keys} keys and one of {Values} values, then the keys in another order. At each: its value.";

    /// <inheritdoc/>
    public override int Symbols => Keys * (Values + 1);

    /// <inheritdoc/>
    public override int Inputs => Keys + Values + 1;

    /// <inheritdoc/>
    public override int Answers => Values;

    /// <inheritdoc/>
    public override bool IsRunning => false;

    /// <inheritdoc/>
    public override int TrainedLength => Keys;

    /// <inheritdoc/>
    public override int MostLength => Keys;

    /// <inheritdoc/>
    public override int StepsOf(int length) => 2 * length;

    /// <inheritdoc/>
    public override void Show(int symbol, Span<float> inputs)
    {
        inputs[symbol / (Values + 1)] = 1;
        inputs[Keys + (symbol % (Values + 1))] = 1;
    }

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int length, Span<int> symbols, Span<int> answers)
    {
        int[] keys = [.. Enumerable.Range(0, Keys)];
        random.Shuffle<int>(keys);
        Span<int> shown = keys.AsSpan(0, length);
        var values = new int[Keys];
        for (int k = 0; k < length; k++)
        {
            values[shown[k]] = random.Below(Values);
            symbols[k] = (shown[k] * (Values + 1)) + values[shown[k]];
        }

        random.Shuffle(shown);
        answers[..length].Fill(Unasked);
        for (int k = 0; k < length; k++)
        {
            symbols[length + k] = (shown[k] * (Values + 1)) + Values;
            answers[length + k] = values[shown[k]];
        }
    }
}
