namespace Carousel.Reference.Normalization;

/// <summary>Twin of LayerNormKernel: y = gain⊙(x − mean)/√(variance + ε) + bias, row by row.</summary>
internal static class LayerNormReference
{
    /// <summary>The normalised, scaled and shifted rows.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="gain">[F].</param>
    /// <param name="bias">[F].</param>
    public static double[,] Forward(double epsilon, double[,] x, double[] gain, double[] bias)
    {
        var y = new double[x.GetLength(0), gain.Length];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            (double mean, double deviation) = Statistics(epsilon, x, n);
            for (int f = 0; f < gain.Length; f++)
            {
                y[n, f] = (gain[f] * (x[n, f] - mean) / deviation) + bias[f];
            }
        }

        return y;
    }

    /// <summary>Gradients of Σ dy⊙y.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="gain">[F].</param>
    /// <param name="dy">[N, F].</param>
    public static (double[,] Dx, double[] DGain, double[] DBias) Backward(
        double epsilon, double[,] x, double[] gain, double[,] dy)
    {
        int F = gain.Length;
        var dx = new double[x.GetLength(0), F];
        double[] dGain = new double[F], dBias = new double[F];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            (double mean, double deviation) = Statistics(epsilon, x, n);
            for (int f = 0; f < F; f++)
            {
                double g = dy[n, f] * gain[f];
                double unit = (x[n, f] - mean) / deviation;
                dGain[f] += dy[n, f] * unit;
                dBias[f] += dy[n, f];

                // Unit f reaches all others through mean and deviation: ∂unit[f]/∂x[k] = ([f = k] − 1/F −
                // unit[f]·unit[k]/F) / deviation.
                for (int k = 0; k < F; k++)
                {
                    double other = (x[n, k] - mean) / deviation;
                    dx[n, k] += g * ((f == k ? 1 : 0) - (1.0 / F) - (unit * other / F)) / deviation;
                }
            }
        }

        return (dx, dGain, dBias);
    }

    private static (double Mean, double Deviation) Statistics(double epsilon, double[,] x, int n)
    {
        int F = x.GetLength(1);
        double mean = 0, variance = 0;
        for (int f = 0; f < F; f++)
        {
            mean += x[n, f] / F;
        }

        for (int f = 0; f < F; f++)
        {
            variance += (x[n, f] - mean) * (x[n, f] - mean) / F;
        }

        return (mean, Math.Sqrt(variance + epsilon));
    }
}
