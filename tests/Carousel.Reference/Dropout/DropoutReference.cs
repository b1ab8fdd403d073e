namespace Carousel.Reference.Dropout;

/// <summary>Twin of DropoutKernel for a given mask: kept values are scaled by 1/(1 − rate).</summary>
internal static class DropoutReference
{
    /// <summary>y = x⊙mask / (1 − rate).</summary>
    /// <param name="rate">The share dropped.</param>
    /// <param name="mask">[N, F], true for kept.</param>
    /// <param name="x">[N, F].</param>
    public static double[,] Forward(double rate, bool[,] mask, double[,] x)
    {
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            for (int f = 0; f < x.GetLength(1); f++)
            {
                y[n, f] = mask[n, f] ? x[n, f] / (1 - rate) : 0;
            }
        }

        return y;
    }

    /// <summary>Gradient of Σ dy⊙y: the same map, since it is linear and its own transpose.</summary>
    /// <param name="rate">The share dropped.</param>
    /// <param name="mask">[N, F], true for kept.</param>
    /// <param name="dy">[N, F].</param>
    public static double[,] Backward(double rate, bool[,] mask, double[,] dy) => Forward(rate, mask, dy);
}
