using Carousel.Layers;

namespace Carousel.Jobs.Decoding;

/// <summary>
/// The labels of the likeliest path: the best class of each step, equal neighbours joined, blanks taken out.
/// </summary>
/// <remarks>
/// Graves and others 2006, best path decoding: fast, but not always the likeliest labels, whose probability is spread
/// over many paths.
/// </remarks>
internal static class CtcGreedy
{
    /// <summary>Decodes a whole sequence.</summary>
    /// <param name="scores">[T, C], before any soft-max; class 0 is the blank.</param>
    /// <param name="classes">C.</param>
    /// <returns>The labels with their steps. Ties go to the lower class.</returns>
    /// <exception cref="ArgumentException">The number of scores is not a multiple of C.</exception>
    /// <exception cref="DecodingException">A score is NaN or ∞, or all of a step are −∞.</exception>
    public static IReadOnlyList<AlignedLabel> Decode(ReadOnlySpan<float> scores, int classes)
    {
        if (scores.Length % classes != 0)
        {
            throw new ArgumentException(
                $"scores: expected a multiple of {classes} values, but got {scores.Length}.", nameof(scores));
        }

        var labels = new List<AlignedLabel>();
        int before = Ctc.Blank;
        for (int t = 0; t < scores.Length / classes; t++)
        {
            ReadOnlySpan<float> row = scores.Slice(t * classes, classes);
            int best = row.IndexOf(CtcScores.Peak(row, t));

            if (best != Ctc.Blank)
            {
                if (best == before)
                {
                    labels[^1] = labels[^1] with { Last = t };
                }
                else
                {
                    labels.Add(new AlignedLabel(best, t, t));
                }
            }

            before = best;
        }

        return labels;
    }
}
