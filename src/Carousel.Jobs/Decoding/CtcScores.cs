namespace Carousel.Jobs.Decoding;

/// <summary>Scores of classes as logarithms of probabilities.</summary>
internal static class CtcScores
{
    /// <summary>ln softmax of one row.</summary>
    /// <param name="scores">[C].</param>
    /// <param name="logProbabilities">[C], overwritten.</param>
    /// <param name="step">Which step they are of, for messages.</param>
    /// <exception cref="DecodingException">A score is NaN or ∞, or all are −∞.</exception>
    public static void Normalize(ReadOnlySpan<float> scores, Span<double> logProbabilities, int? step = null)
    {
        double peak = Peak(scores, step), sum = 0;
        foreach (float score in scores)
        {
            sum += Math.Exp(score - peak);
        }

        double shift = peak + Math.Log(sum);
        for (int c = 0; c < scores.Length; c++)
        {
            logProbabilities[c] = scores[c] - shift;
        }
    }

    /// <summary>
    /// The largest score of one row. −∞ is the score of a class that cannot be; one class must be possible.
    /// </summary>
    /// <param name="scores">[C].</param>
    /// <param name="step">Which step they are of, for messages.</param>
    /// <exception cref="DecodingException">A score is NaN or ∞, or all are −∞.</exception>
    public static float Peak(ReadOnlySpan<float> scores, int? step = null)
    {
        float peak = float.NegativeInfinity;
        foreach (float score in scores)
        {
            peak = Math.Max(peak, score);
        }

        string found = float.IsNaN(peak) ? "a score is not a number"
            : peak > 0 ? "a score is infinite"
            : "every score is −∞";
        return float.IsFinite(peak)
            ? peak
            : throw new DecodingException(
                $"{(step is { } t ? $"At step {t}" : "In a row of scores")} {found}. {DecodingException.DamagedModel}");
    }

    /// <summary>ln (eᵃ + eᵇ).</summary>
    public static double Add(double a, double b)
    {
        (double larger, double smaller) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(smaller) ? larger : larger + Math.Log(1 + Math.Exp(smaller - larger));
    }
}
