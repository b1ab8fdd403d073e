using Carousel.Kernels;

namespace Carousel;

/// <summary>How good the answers of a <see cref="SequenceModel"/> are.</summary>
public sealed record SequenceScores
{
    /// <summary>How many answers were measured: sequences or steps, times numbers of an answer.</summary>
    public required long Count { get; init; }

    /// <summary>The mean of |answer − target|; null of classes.</summary>
    public double? MeanAbsoluteError { get; init; }

    /// <summary>The square root of the mean of (answer − target)²; null of classes.</summary>
    public double? RootMeanSquaredError { get; init; }

    /// <summary>The share of answers whose likeliest class is the right one; null of numbers.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The mean of −ln of the right class's probability, in nats; null of numbers.</summary>
    public double? CrossEntropy { get; init; }

    /// <summary>The measures of answers.</summary>
    /// <param name="answers">[T·O] or [O] each: numbers, or probabilities of classes.</param>
    /// <param name="targets">As many numbers each; for classes one instead of O.</param>
    /// <param name="classes">How many classes there are; 0 for numbers.</param>
    internal static SequenceScores Of(float[][] answers, float[][] targets, int classes)
    {
        double absolute = 0, squared = 0, right = 0, nats = 0;
        long count = 0;
        for (int s = 0; s < answers.Length; s++)
        {
            for (int k = 0; k < targets[s].Length; k++, count++)
            {
                if (classes == 0)
                {
                    double error = (double)answers[s][k] - targets[s][k];
                    absolute += Math.Abs(error);
                    squared += error * error;
                    continue;
                }

                float[] shares = answers[s][(k * classes)..((k + 1) * classes)];
                int target = (int)targets[s][k];
                right += Array.IndexOf(shares, shares.Max()) == target ? 1 : 0;
                nats -= ScalarMath.Log(Math.Max(shares[target], float.Epsilon));
            }
        }

        return classes == 0
            ? new SequenceScores
            {
                Count = count,
                MeanAbsoluteError = absolute / count,
                RootMeanSquaredError = Math.Sqrt(squared / count),
            }
            : new SequenceScores { Count = count, Accuracy = right / count, CrossEntropy = nats / count };
    }
}
