using Carousel.Jobs.Decoding;

namespace Carousel.Jobs.Tests.Decoding;

/// <summary>
/// A model of one source whose scores a test writes down: a function of the symbols so far. Symbol 0 is the end.
/// </summary>
internal sealed class WrittenDecoder(int symbols, Func<int[], float[]> scores, Func<int, float[]>? look = null)
    : IStepDecoder
{
    private int[][] _written = [];
    private int _step = -1;

    public int Symbols => symbols;

    public int End => 0;

    public void Step(
        ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> chosen, Span<float> logProbabilities)
    {
        var written = new int[sources.Length][];
        for (int row = 0; row < written.Length; row++)
        {
            written[row] = from[row] < 0 ? [] : [.. _written[from[row]], chosen[row]];
            scores(written[row]).CopyTo(logProbabilities[(row * symbols)..]);
        }

        (_written, _step) = (written, _step + 1);
    }

    /// <summary>Where every row looks at a step.</summary>
    public ReadOnlySpan<float> Attention(int row) => look is null ? [] : look(_step);
}
