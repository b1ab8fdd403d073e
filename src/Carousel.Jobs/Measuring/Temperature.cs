namespace Carousel.Jobs.Measuring;

/// <summary>
/// Finds what scores have to be divided by so that probabilities are neither too sure nor too unsure.
/// </summary>
/// <remarks>Guo and others 2017, section 4.2, on sequences that the networks did not learn from.</remarks>
internal static class Temperature
{
    private const double Least = 0.05, Most = 20;
    private const int Steps = 60;

    /// <summary>The temperature with the least mean surprise.</summary>
    /// <param name="unseen">The scores of each sequence, and its true class.</param>
    /// <returns>The temperature; 1 where there is nothing to fit it to.</returns>
    public static double Fit(IReadOnlyList<(float[] Scores, int Class)> unseen)
    {
        if (unseen.Count == 0)
        {
            return 1;
        }

        // The mean surprise is convex in 1/temperature, so a golden section of its logarithm finds the one least value.
        double ratio = (Math.Sqrt(5) - 1) / 2, low = Math.Log(Least), high = Math.Log(Most);
        double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
        double atLeft = Surprise(left), atRight = Surprise(right);
        for (int step = 0; step < Steps; step++)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (ratio * (high - low));
                atLeft = Surprise(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (ratio * (high - low));
                atRight = Surprise(right);
            }
        }

        return Math.Exp((low + high) / 2);

        double Surprise(double logarithm) =>
            -unseen.Sum(u => Probabilities.LogSoftmax(u.Scores, u.Class, Math.Exp(logarithm)));
    }
}
