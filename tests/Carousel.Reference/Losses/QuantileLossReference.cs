namespace Carousel.Reference.Losses;

/// <summary>Twin of QuantileLossKernel: max(τ·(t − p), (τ − 1)·(t − p)), the mean over the levels τ.</summary>
internal static class QuantileLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double[] levels, double t, double[] p)
    {
        double sum = 0;
        for (int j = 0; j < levels.Length; j++)
        {
            sum += Math.Max(levels[j] * (t - p[j]), (levels[j] - 1) * (t - p[j]));
        }

        return sum / levels.Length;
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double[] levels, double t, double[] p)
    {
        var slopes = new double[levels.Length];
        for (int j = 0; j < levels.Length; j++)
        {
            slopes[j] = (p[j] > t ? 1 - levels[j] : p[j] < t ? -levels[j] : 0) / levels.Length;
        }

        return slopes;
    }
}
