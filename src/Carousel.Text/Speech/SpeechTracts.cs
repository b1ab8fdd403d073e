using Carousel.Jobs.Decoding;

namespace Carousel.Speech;

/// <summary>
/// Reads recordings as if voices had vocal tracts of several lengths, and averages what the network says of each: a
/// speaker who was never heard lies nearer to those that were with one of them.
/// </summary>
/// <remarks>Factors of the frequencies as in training (Jaitly and Hinton 2013), 8 percent apart around 1.</remarks>
internal static class SpeechTracts
{
    /// <summary>The most lengths that can be asked for.</summary>
    public const int Most = 9;

    private const double Apart = 0.08;

    /// <summary>The factors of this number of lengths; 1 gives only the factor 1.</summary>
    public static IReadOnlyList<double> Factors(int count) =>
        [.. Enumerable.Range(0, count).Select(k => 1 + (Apart * (k - ((count - 1) / 2.0))))];

    /// <summary>The logarithms of the mean probabilities.</summary>
    /// <param name="scores">[T, C] of each length, before they are normalised.</param>
    /// <param name="classes">C.</param>
    /// <returns>[T, C].</returns>
    public static float[] Mean(IReadOnlyList<float[]> scores, int classes)
    {
        if (scores.Count == 1)
        {
            return scores[0];
        }

        var sums = new double[scores[0].Length];
        var logarithms = new double[classes];
        foreach (float[] one in scores)
        {
            for (int at = 0; at < one.Length; at += classes)
            {
                CtcScores.Normalize(one.AsSpan(at, classes), logarithms);
                for (int c = 0; c < classes; c++)
                {
                    sums[at + c] += Math.Exp(logarithms[c]);
                }
            }
        }

        return Array.ConvertAll(sums, sum => (float)Math.Log(Math.Max(sum / scores.Count, float.Epsilon)));
    }
}
