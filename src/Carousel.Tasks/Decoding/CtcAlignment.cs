using Carousel.Layers;

namespace Carousel.Tasks.Decoding;

/// <summary>Known labels laid onto steps: the likeliest of all paths that stand for them (Viterbi 1967 over the states of Graves and others 2006).</summary>
public static class CtcAlignment
{
    /// <summary>Aligns labels to a sequence.</summary>
    /// <param name="scores">[T, C], before any soft-max; class 0 is the blank.</param>
    /// <param name="classes">C.</param>
    /// <param name="labels">[U], 1 … C − 1.</param>
    /// <param name="logProbability">ln p of the path.</param>
    /// <returns>[U]. Of equal paths that which comes to a label sooner.</returns>
    /// <exception cref="ArgumentException">The labels do not fit in the steps, or the scores are no whole number of steps.</exception>
    /// <exception cref="DecodingException">A score is no number or ∞, or no path is possible.</exception>
    public static IReadOnlyList<AlignedLabel> Of(ReadOnlySpan<float> scores, int classes, ReadOnlySpan<int> labels, out double logProbability)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        int steps = scores.Length / classes, states = (2 * labels.Length) + 1, needed = Ctc.StepsNeeded(labels);
        if (scores.Length % classes != 0 || needed > steps)
        {
            throw new ArgumentException($"scores: expected {needed} steps of {classes} values or more, but got {scores.Length} values.", nameof(scores));
        }

        logProbability = 0;
        if (steps == 0)
        {
            return [];
        }

        // How many states back the best path to each state came: 0, 1 or 2.
        var back = new byte[steps, states];
        var y = new double[classes];
        double[] best = new double[states], next = new double[states];
        for (int t = 0; t < steps; t++)
        {
            CtcScores.Normalise(scores.Slice(t * classes, classes), y, t);
            for (int s = 0; s < states; s++)
            {
                next[s] = (t == 0 ? (s < 2 ? 0 : double.NegativeInfinity) : Before(best, labels, s, out back[t, s])) + y[Class(labels, s)];
            }

            (best, next) = (next, best);
        }

        int state = states > 1 && best[states - 2] > best[states - 1] ? states - 2 : states - 1;
        logProbability = best[state];
        if (double.IsNegativeInfinity(logProbability))
        {
            throw new DecodingException("No path through these scores stands for the labels: a class that they need is impossible (−∞) where it is needed.");
        }

        var aligned = new AlignedLabel[labels.Length];
        int last = steps - 1;
        for (int t = steps - 1; t >= 0; t--)
        {
            int from = state - back[t, state];
            if (from != state || t == 0)
            {
                if (state % 2 == 1)
                {
                    aligned[state / 2] = new AlignedLabel(labels[state / 2], t, last);
                }

                (last, state) = (t - 1, from);
            }
        }

        return aligned;
    }

    private static int Class(ReadOnlySpan<int> labels, int state) => state % 2 == 0 ? Ctc.Blank : labels[state / 2];

    private static double Before(double[] best, ReadOnlySpan<int> labels, int state, out byte back)
    {
        (double largest, back) = (best[state], 0);
        if (state > 0 && best[state - 1] > largest)
        {
            (largest, back) = (best[state - 1], 1);
        }

        if (state > 2 && state % 2 == 1 && labels[state / 2] != labels[(state / 2) - 1] && best[state - 2] > largest)
        {
            (largest, back) = (best[state - 2], 2);
        }

        return largest;
    }
}
