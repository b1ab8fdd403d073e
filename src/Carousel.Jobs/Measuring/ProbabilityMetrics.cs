namespace Carousel.Jobs.Measuring;

/// <summary>How good the probabilities of classes are.</summary>
internal static class ProbabilityMetrics
{
    private const int Bins = 10;

    /// <summary>The most probable class of each row; of equal ones the first.</summary>
    /// <param name="classes">C.</param>
    /// <param name="probabilities">[N, C].</param>
    /// <returns>[N].</returns>
    public static int[] Answers(int classes, ReadOnlySpan<double> probabilities)
    {
        int[] answers = new int[probabilities.Length / classes];
        for (int i = 0; i < probabilities.Length; i++)
        {
            ref int answer = ref answers[i / classes];
            answer = probabilities[i] > probabilities[i - (i % classes) + answer] ? i % classes : answer;
        }

        return answers;
    }

    /// <summary>
    /// Brier's score over all classes: the mean over rows of Σ_c (p_c − [c is true])²; 0 is perfect, 2 the worst.
    /// </summary>
    /// <remarks>Brier 1950. With two classes it is twice the score that counts only one of them.</remarks>
    /// <param name="classes">C.</param>
    /// <param name="probabilities">[N, C].</param>
    /// <param name="truth">[N]: the numbers of the true classes.</param>
    /// <returns>The score; NaN for no rows.</returns>
    public static double Brier(int classes, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truth)
    {
        double sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            double apart = probabilities[i] - (i % classes == truth[i / classes] ? 1 : 0);
            sum += apart * apart;
        }

        return sum / truth.Length;
    }

    /// <summary>The mean of −ln p of the true class, in nats.</summary>
    /// <param name="classes">C.</param>
    /// <param name="probabilities">[N, C].</param>
    /// <param name="truth">[N]: the numbers of the true classes.</param>
    /// <returns>The mean; infinite where a true class has no probability, NaN for no rows.</returns>
    public static double Nats(int classes, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truth)
    {
        double sum = 0;
        for (int n = 0; n < truth.Length; n++)
        {
            sum -= Math.Log(probabilities[(n * classes) + truth[n]]);
        }

        return sum / truth.Length;
    }

    /// <summary>
    /// The rows by the probability of their answer, in bins of equal width over 0 … 1; a probability on a bound belongs
    /// to the bin below it.
    /// </summary>
    /// <param name="classes">C.</param>
    /// <param name="probabilities">[N, C].</param>
    /// <param name="truth">[N]: the numbers of the true classes.</param>
    /// <returns>The bins that hold a row, the lowest first.</returns>
    public static IReadOnlyList<ReliabilityBin> Reliability(
        int classes, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truth)
    {
        int[] answers = Answers(classes, probabilities), counts = new int[Bins], right = new int[Bins];
        double[] sums = new double[Bins];
        for (int n = 0; n < answers.Length; n++)
        {
            double confidence = probabilities[(n * classes) + answers[n]];
            int bin = Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
            counts[bin]++;
            right[bin] += answers[n] == truth[n] ? 1 : 0;
            sums[bin] += confidence;
        }

        return [.. Enumerable.Range(0, Bins).Where(b => counts[b] > 0)
            .Select(
                b =>
                    new ReliabilityBin(
                        (double)b / Bins, (b + 1.0) / Bins, counts[b], sums[b] / counts[b],
                        (double)right[b] / counts[b]))];
    }

    /// <summary>
    /// The expected calibration error: over the bins of <see cref="Reliability"/>, the mean of |share of right answers
    /// − mean probability|, weighted by their rows.
    /// </summary>
    /// <remarks>
    /// Naeini, Cooper and Hauskrecht 2015; Guo and others 2017.
    /// </remarks>
    /// <param name="classes">C.</param>
    /// <param name="probabilities">[N, C].</param>
    /// <param name="truth">[N]: the numbers of the true classes.</param>
    /// <returns>0 … 1; NaN for no rows.</returns>
    public static double CalibrationError(
        int classes, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truth)
    {
        double sum = 0;
        foreach (ReliabilityBin bin in Reliability(classes, probabilities, truth))
        {
            sum += bin.Count * Math.Abs(bin.Right - bin.Confidence);
        }

        return sum / truth.Length;
    }
}
