namespace Carousel.Reference.Convolution;

/// <summary>Twin of SequenceConvolutionKernel on single sequences: no packing, one sequence at a time.</summary>
internal static class SequenceConvolutionReference
{
    /// <summary>
    /// y[t,o] = b[o] + Σₖ Σᵢ w[o,k,i]·x[t − before + k·dilation, i]; steps outside the sequence are zeros.
    /// </summary>
    /// <param name="x">[T, I].</param>
    /// <param name="w">[O, K, I].</param>
    /// <param name="b">[O].</param>
    /// <param name="before">From a step back to the first that it sees.</param>
    /// <param name="dilation">Steps from one seen step to the next.</param>
    public static double[,] Forward(double[,] x, double[,,] w, double[] b, int before, int dilation)
    {
        var y = new double[x.GetLength(0), w.GetLength(0)];
        for (int t = 0; t < y.GetLength(0); t++)
        {
            for (int o = 0; o < y.GetLength(1); o++)
            {
                y[t, o] = b[o];
                for (int k = 0; k < w.GetLength(1); k++)
                {
                    int s = t - before + (k * dilation);
                    for (int i = 0; s >= 0 && s < x.GetLength(0) && i < x.GetLength(1); i++)
                    {
                        y[t, o] += w[o, k, i] * x[s, i];
                    }
                }
            }
        }

        return y;
    }

    /// <summary>The gradients of <see cref="Forward"/>.</summary>
    /// <param name="x">[T, I].</param>
    /// <param name="w">[O, K, I].</param>
    /// <param name="before">As given to Forward.</param>
    /// <param name="dilation">As given to Forward.</param>
    /// <param name="dy">[T, O].</param>
    public static (double[,] Dx, double[,,] Dw, double[] Db) Backward(
        double[,] x, double[,,] w, int before, int dilation, double[,] dy)
    {
        var dx = new double[x.GetLength(0), x.GetLength(1)];
        var dw = new double[w.GetLength(0), w.GetLength(1), w.GetLength(2)];
        var db = new double[w.GetLength(0)];
        for (int t = 0; t < dy.GetLength(0); t++)
        {
            for (int o = 0; o < dy.GetLength(1); o++)
            {
                db[o] += dy[t, o];
                for (int k = 0; k < w.GetLength(1); k++)
                {
                    int s = t - before + (k * dilation);
                    for (int i = 0; s >= 0 && s < x.GetLength(0) && i < x.GetLength(1); i++)
                    {
                        dx[s, i] += dy[t, o] * w[o, k, i];
                        dw[o, k, i] += dy[t, o] * x[s, i];
                    }
                }
            }
        }

        return (dx, dw, db);
    }
}
