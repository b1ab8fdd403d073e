namespace Carousel.Jobs.Measuring;

/// <summary>From scores to probabilities.</summary>
internal static class Probabilities
{
    /// <summary>The logarithm of the soft-max of one score.</summary>
    /// <param name="scores">The scores of all classes.</param>
    /// <param name="index">Which class.</param>
    /// <param name="temperature">Scores are divided by it.</param>
    public static double LogSoftmax(ReadOnlySpan<float> scores, int index, double temperature = 1)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float score in scores)
        {
            largest = Math.Max(largest, score / temperature);
        }

        foreach (float score in scores)
        {
            sum += Math.Exp((score / temperature) - largest);
        }

        return (scores[index] / temperature) - largest - Math.Log(sum);
    }

    /// <summary>The soft-max of scores.</summary>
    /// <param name="scores">[classes].</param>
    /// <param name="temperature">Scores are divided by it.</param>
    /// <returns>[classes].</returns>
    public static double[] Of(float[] scores, double temperature = 1) =>
        [.. scores.Select((_, c) => Math.Exp(LogSoftmax(scores, c, temperature)))];

    /// <summary>Adds the soft-max of scores to probabilities.</summary>
    /// <param name="scores">The scores of all classes.</param>
    /// <param name="temperature">Scores are divided by it.</param>
    /// <param name="weight">The share of these scores.</param>
    /// <param name="probabilities">As many; added to.</param>
    public static void Add(ReadOnlySpan<float> scores, double temperature, double weight, Span<double> probabilities)
    {
        for (int c = 0; c < scores.Length; c++)
        {
            probabilities[c] += weight * Math.Exp(LogSoftmax(scores, c, temperature));
        }
    }
}
