namespace Carousel.Jobs.Measuring;

/// <summary>How good the probabilities of classes are.</summary>
internal static class ProbabilityMetrics
{
    /// <summary>Bins of <see cref="CalibrationError"/> unless others are asked for.</summary>
    public const int DefaultBins = 10;

    /// <summary>The most probable class of each row; of equal ones the first.</summary>
    /// <param name="classes">C.</param>
    /// <param name="probabilities">[N, C].</param>
    /// <returns>[N].</returns>
    public static int[] Answers(int classes, ReadOnlySpan<double> probabilities)
    {
        int[] answers = new int[probabilities.Length / classes];
        for (int n = 0; n < answers.Length; n++)
        {
            ReadOnlySpan<double> row = probabilities.Slice(n * classes, classes);
            for (int c = 1; c < classes; c++)
            {
                answers[n] = row[c] > row[answers[n]] ? c : answers[n];
            }
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
        Require(classes, probabilities, truth);
        double sum = 0;
        for (int n = 0; n < truth.Length; n++)
        {
            for (int c = 0; c < classes; c++)
            {
                double apart = probabilities[(n * classes) + c] - (c == truth[n] ? 1 : 0);
                sum += apart * apart;
            }
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
        Require(classes, probabilities, truth);
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
    /// <param name="bins">How many bins.</param>
    /// <returns>The bins that hold a row, the lowest first.</returns>
    public static IReadOnlyList<ReliabilityBin> Reliability(
        int classes, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truth, int bins = DefaultBins)
    {
        Require(classes, probabilities, truth);
        int[] answers = Answers(classes, probabilities), counts = new int[bins], right = new int[bins];
        double[] sums = new double[bins];
        for (int n = 0; n < answers.Length; n++)
        {
            double confidence = probabilities[(n * classes) + answers[n]];
            int bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            counts[bin]++;
            right[bin] += answers[n] == truth[n] ? 1 : 0;
            sums[bin] += confidence;
        }

        return [.. Enumerable.Range(0, bins).Where(b => counts[b] > 0)
            .Select(
                b =>
                    new ReliabilityBin(
                        (double)b / bins, (b + 1.0) / bins, counts[b], sums[b] / counts[b],
                        (double)right[b] / counts[b]))];
    }

    /// <summary>
    /// The expected calibration error: over the bins of <see cref="Reliability"/>, the mean of |share of right answers
    /// − mean probability|, weighted by their rows.
    /// </summary>
    /// <remarks>
    /// Naeini, Cooper and Hauskrecht 2015; Guo and others 2017. It depends on the bins: compare equal numbers of bins.
    /// </remarks>
    /// <param name="classes">C.</param>
    /// <param name="probabilities">[N, C].</param>
    /// <param name="truth">[N]: the numbers of the true classes.</param>
    /// <param name="bins">How many bins.</param>
    /// <returns>0 … 1; NaN for no rows.</returns>
    public static double CalibrationError(
        int classes, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truth, int bins = DefaultBins)
    {
        double sum = 0;
        foreach (ReliabilityBin bin in Reliability(classes, probabilities, truth, bins))
        {
            sum += bin.Count * Math.Abs(bin.Right - bin.Confidence);
        }

        return sum / truth.Length;
    }

    private static void Require(int classes, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truth)
    {
        if (probabilities.Length != (long)truth.Length * classes)
        {
            throw new ArgumentException(
                $"There are {probabilities.Length} probabilities for {truth.Length} rows of {classes} classes.",
                nameof(probabilities));
        }
    }
}
