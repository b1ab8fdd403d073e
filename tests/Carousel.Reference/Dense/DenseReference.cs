namespace Carousel.Reference.Dense;

/// <summary>Twin of DenseKernel: y = x·Wᵀ + b, one loop per index.</summary>
internal static class DenseReference
{
    /// <summary>y[n,o] = b[o] + Σᵢ x[n,i]·W[o,i].</summary>
    /// <param name="x">[N, I].</param>
    /// <param name="weight">[O, I].</param>
    /// <param name="bias">[O].</param>
    public static double[,] Forward(double[,] x, double[,] weight, double[] bias)
    {
        var y = new double[x.GetLength(0), weight.GetLength(0)];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            for (int o = 0; o < weight.GetLength(0); o++)
            {
                y[n, o] = bias[o];
                for (int i = 0; i < x.GetLength(1); i++)
                {
                    y[n, o] += x[n, i] * weight[o, i];
                }
            }
        }

        return y;
    }

    /// <summary>Gradients of Σ dy⊙y.</summary>
    /// <param name="x">[N, I].</param>
    /// <param name="weight">[O, I].</param>
    /// <param name="dy">[N, O].</param>
    public static (double[,] Dx, double[,] DWeight, double[] DBias) Backward(
        double[,] x, double[,] weight, double[,] dy)
    {
        var dx = new double[x.GetLength(0), x.GetLength(1)];
        var dWeight = new double[weight.GetLength(0), weight.GetLength(1)];
        var dBias = new double[weight.GetLength(0)];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            for (int o = 0; o < weight.GetLength(0); o++)
            {
                dBias[o] += dy[n, o];
                for (int i = 0; i < x.GetLength(1); i++)
                {
                    dx[n, i] += dy[n, o] * weight[o, i];
                    dWeight[o, i] += dy[n, o] * x[n, i];
                }
            }
        }

        return (dx, dWeight, dBias);
    }
}
