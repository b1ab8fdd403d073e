namespace Carousel.Reference.Optimization;

/// <summary>Textbook twin of AdamKernel: double precision, one value after the other.</summary>
internal static class AdamReference
{
    /// <summary>Step t = 1, 2, … of Adam (λ = 0) or AdamW.</summary>
    public static void Step(
        int t, double rate, double beta1, double beta2, double epsilon, double weightDecay,
        double[] gradient, double[] mean, double[] square, double[] value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            mean[i] = (beta1 * mean[i]) + ((1 - beta1) * gradient[i]);
            square[i] = (beta2 * square[i]) + ((1 - beta2) * gradient[i] * gradient[i]);
            double correctedMean = mean[i] / (1 - Math.Pow(beta1, t));
            double correctedSquare = square[i] / (1 - Math.Pow(beta2, t));
            value[i] -= rate * weightDecay * value[i];
            value[i] -= rate * correctedMean / (Math.Sqrt(correctedSquare) + epsilon);
        }
    }
}
