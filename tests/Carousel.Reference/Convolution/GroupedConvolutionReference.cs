namespace Carousel.Reference.Convolution;

/// <summary>Twin of GroupedConvolutionKernel on single sequences: no packing, one sequence at a time.</summary>
internal static class GroupedConvolutionReference
{
    /// <summary>
    /// y[t,f] = b[f] + Σₖ Σᵢ w[k,i,f]·x[t − (K − 1) + k, first + i], where first is the first feature of f's group;
    /// steps before the sequence are zeros.
    /// </summary>
    /// <param name="x">[T, F].</param>
    /// <param name="w">[K, G, F].</param>
    /// <param name="b">[F].</param>
    public static double[,] Forward(double[,] x, double[,,] w, double[] b)
    {
        (int K, int G) = (w.GetLength(0), w.GetLength(1));
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (int t = 0; t < y.GetLength(0); t++)
        {
            for (int f = 0; f < y.GetLength(1); f++)
            {
                y[t, f] = b[f];
                for (int k = Math.Max(0, K - 1 - t); k < K; k++)
                {
                    for (int i = 0; i < G; i++)
                    {
                        y[t, f] += w[k, i, f] * x[t - (K - 1) + k, (f / G * G) + i];
                    }
                }
            }
        }

        return y;
    }

    /// <summary>The gradients of <see cref="Forward"/>.</summary>
    /// <param name="x">[T, F].</param>
    /// <param name="w">[K, G, F].</param>
    /// <param name="dy">[T, F].</param>
    public static (double[,] Dx, double[,,] Dw, double[] Db) Backward(double[,] x, double[,,] w, double[,] dy)
    {
        (int K, int G, int F) = (w.GetLength(0), w.GetLength(1), w.GetLength(2));
        var dx = new double[x.GetLength(0), F];
        var dw = new double[K, G, F];
        var db = new double[F];
        for (int t = 0; t < dy.GetLength(0); t++)
        {
            for (int f = 0; f < F; f++)
            {
                db[f] += dy[t, f];
                for (int k = Math.Max(0, K - 1 - t); k < K; k++)
                {
                    for (int i = 0; i < G; i++)
                    {
                        dx[t - (K - 1) + k, (f / G * G) + i] += dy[t, f] * w[k, i, f];
                        dw[k, i, f] += dy[t, f] * x[t - (K - 1) + k, (f / G * G) + i];
                    }
                }
            }
        }

        return (dx, dw, db);
    }
}
