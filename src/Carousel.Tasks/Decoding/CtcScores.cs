namespace Carousel.Tasks.Decoding;

/// <summary>Scores of classes as logarithms of probabilities.</summary>
internal static class CtcScores
{
    /// <summary>ln softmax of one row.</summary>
    /// <param name="scores">[C].</param>
    /// <param name="logProbabilities">[C], overwritten.</param>
    public static void Normalise(ReadOnlySpan<float> scores, Span<double> logProbabilities)
    {
        double peak = double.NegativeInfinity, sum = 0;
        foreach (float score in scores)
        {
            peak = Math.Max(peak, score);
        }

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

    /// <summary>ln (eᵃ + eᵇ).</summary>
    public static double Add(double a, double b)
    {
        (double larger, double smaller) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(smaller) ? larger : larger + Math.Log(1 + Math.Exp(smaller - larger));
    }
}
