namespace Carousel.Reference.Recurrent;

/// <summary>
/// Normalisation of one vector: n = (v − mean) / √(variance + ε), the variance over all values without correction.
/// </summary>
/// <remarks>Ba, Kiros and Hinton 2016, equation 4, without gain and bias.</remarks>
internal static class LayerNormalization
{
    private const double Epsilon = 1e-5;

    /// <summary>n.</summary>
    public static double[] Forward(double[] v)
    {
        (double mean, double deviation) = Moments(v);
        var n = new double[v.Length];
        for (int k = 0; k < n.Length; k++)
        {
            n[k] = (v[k] - mean) / deviation;
        }

        return n;
    }

    /// <summary>∂loss/∂v from ∂loss/∂n: (dn − mean(dn) − n·mean(dn⊙n)) / √(variance + ε).</summary>
    public static double[] Backward(double[] v, double[] dn)
    {
        double[] n = Forward(v);
        double deviation = Moments(v).Deviation;
        double mean = 0, along = 0;
        for (int k = 0; k < n.Length; k++)
        {
            mean += dn[k] / n.Length;
            along += dn[k] * n[k] / n.Length;
        }

        var dv = new double[n.Length];
        for (int k = 0; k < n.Length; k++)
        {
            dv[k] = (dn[k] - mean - (n[k] * along)) / deviation;
        }

        return dv;
    }

    private static (double Mean, double Deviation) Moments(double[] v)
    {
        double mean = 0, variance = 0;
        foreach (double value in v)
        {
            mean += value / v.Length;
        }

        foreach (double value in v)
        {
            variance += (value - mean) * (value - mean) / v.Length;
        }

        return (mean, Math.Sqrt(variance + Epsilon));
    }
}
