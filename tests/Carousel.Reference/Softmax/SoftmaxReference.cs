namespace Carousel.Reference.Softmax;

/// <summary>Twin of SoftmaxKernel: each row's soft-max and its logarithm.</summary>
internal static class SoftmaxReference
{
    /// <summary>y[n,c] = e^x[n,c] / Σ e^x[n].</summary>
    /// <param name="x">[N, C].</param>
    public static double[,] Forward(double[,] x)
    {
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            double sum = 0;
            for (int c = 0; c < x.GetLength(1); c++)
            {
                sum += Math.Exp(x[n, c]);
            }

            for (int c = 0; c < x.GetLength(1); c++)
            {
                y[n, c] = Math.Exp(x[n, c]) / sum;
            }
        }

        return y;
    }

    /// <summary>Gradient of Σ dy⊙Forward(x).</summary>
    /// <param name="x">[N, C].</param>
    /// <param name="dy">[N, C].</param>
    public static double[,] Backward(double[,] x, double[,] dy)
    {
        double[,] y = Forward(x), dx = new double[x.GetLength(0), x.GetLength(1)];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            for (int c = 0; c < x.GetLength(1); c++)
            {
                for (int k = 0; k < x.GetLength(1); k++)
                {
                    dx[n, c] += dy[n, k] * y[n, k] * ((c == k ? 1 : 0) - y[n, c]);
                }
            }
        }

        return dx;
    }

    /// <summary>y[n,c] = x[n,c] − ln Σ e^x[n].</summary>
    /// <param name="x">[N, C].</param>
    public static double[,] LogForward(double[,] x)
    {
        double[,] y = Forward(x);
        for (int n = 0; n < x.GetLength(0); n++)
        {
            for (int c = 0; c < x.GetLength(1); c++)
            {
                y[n, c] = Math.Log(y[n, c]);
            }
        }

        return y;
    }

    /// <summary>Gradient of Σ dy⊙LogForward(x).</summary>
    /// <param name="x">[N, C].</param>
    /// <param name="dy">[N, C].</param>
    public static double[,] LogBackward(double[,] x, double[,] dy)
    {
        double[,] y = Forward(x), dx = new double[x.GetLength(0), x.GetLength(1)];
        for (int n = 0; n < x.GetLength(0); n++)
        {
            for (int c = 0; c < x.GetLength(1); c++)
            {
                for (int k = 0; k < x.GetLength(1); k++)
                {
                    dx[n, c] += dy[n, k] * ((c == k ? 1 : 0) - y[n, c]);
                }
            }
        }

        return dx;
    }
}
