using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>The likeliest labels: Viterbi 1967.</content>
internal static unsafe partial class CrfKernel
{
    /// <summary>Values of scratch that Decode needs.</summary>
    /// <param name="C">Labels.</param>
    /// <param name="length">Steps of the sequence.</param>
    /// <returns>How many.</returns>
    public static int DecodeScratchLength(int C, int length) => BufferLength.Of((length + 2L) * C);

    /// <summary>
    /// The labels whose score is the largest of all paths; of equal ones that with the lower label at the last step
    /// where they differ.
    /// </summary>
    /// <param name="weights">Of C labels, below 2²⁴.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The sequence's place in the packed batch.</param>
    /// <param name="length">Its steps.</param>
    /// <param name="x">[N, C], scores of the labels at each step.</param>
    /// <param name="labels">[N]; the sequence's values are overwritten.</param>
    /// <param name="scratch">[DecodeScratchLength(C, length)], overwritten.</param>
    /// <returns>The path's score; 0 for an empty sequence.</returns>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static double Decode(
        CrfWeights weights, ReadOnlySpan<int> rowStart, int place, int length, ReadOnlySpan<float> x,
        Span<float> labels, Span<float> scratch)
    {
        int C = weights.Labels, N = rowStart[^1];
        weights.Require();
        ShapeException.Require(x, (N, C));
        ShapeException.Require(labels, N);
        ShapeException.Require(scratch, DecodeScratchLength(C, length));
        if (length == 0)
        {
            return 0;
        }

        // The best score of a path that ends in each label, less the best of all: that keeps its digits over any number
        // of steps.
        Span<float> best = scratch[..C], next = scratch.Slice(C, C), from = scratch[(2 * C)..];
        double shifts = 0;
        for (int t = 0; t < length; t++)
        {
            ReadOnlySpan<float> scores = x.Slice((rowStart[t] + place) * C, C);
            for (int c = 0; c < C; c++)
            {
                next[c] = (t == 0
                    ? weights.Start[c]
                    : BestBefore(C, best, weights.Transition, c, out from[(t * C) + c])) + scores[c];
            }

            float peak = next[First(next)];
            shifts += peak;
            for (int c = 0; c < C; c++)
            {
                best[c] = next[c] - peak;
            }
        }

        for (int c = 0; c < C; c++)
        {
            best[c] += weights.End[c];
        }

        int label = First(best);
        double score = shifts + best[label];
        for (int t = length - 1; t >= 0; t--)
        {
            labels[rowStart[t] + place] = label;
            label = t > 0 ? (int)from[(t * C) + label] : 0;
        }

        return score;
    }

    private static float BestBefore(
        int C, ReadOnlySpan<float> best, ReadOnlySpan<float> transition, int c, out float from)
    {
        float largest = best[0] + transition[c];
        int found = 0;
        for (int k = 1; k < C; k++)
        {
            float score = best[k] + transition[(k * C) + c];
            if (score > largest)
            {
                (largest, found) = (score, k);
            }
        }

        from = found;
        return largest;
    }

    private static int First(ReadOnlySpan<float> values)
    {
        int found = 0;
        for (int c = 1; c < values.Length; c++)
        {
            if (values[c] > values[found])
            {
                found = c;
            }
        }

        return found;
    }
}
