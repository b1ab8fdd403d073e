namespace Carousel.Reference.Convolution;

/// <summary>
/// Twin of PictureConvolutionKernel on one picture [H, W, C], with a kernel [O, K·K·C] by output, row, column, channel.
/// </summary>
internal static class PictureConvolutionReference
{
    /// <summary>
    /// y[v,u,o] = b[o] + Σ w[o,ky,kx,c]·x[v·stride − padding + ky, u·stride − padding + kx, c]; places outside are
    /// zeros.
    /// </summary>
    /// <param name="x">[H, W, C].</param>
    /// <param name="w">[O, K·K·C].</param>
    /// <param name="b">[O].</param>
    /// <param name="kernelSize">K.</param>
    /// <param name="stride">Places from one output to the next.</param>
    /// <param name="padding">Zeros on every side.</param>
    public static double[,,] Forward(double[,,] x, double[,] w, double[] b, int kernelSize, int stride, int padding)
    {
        int height = Along(x.GetLength(0), kernelSize, stride, padding);
        int width = Along(x.GetLength(1), kernelSize, stride, padding);
        var y = new double[height, width, b.Length];
        for (int v = 0; v < y.GetLength(0); v++)
        {
            for (int u = 0; u < y.GetLength(1); u++)
            {
                for (int o = 0; o < b.Length; o++)
                {
                    y[v, u, o] = b[o];
                }
            }
        }

        Each(x, y, w, kernelSize, stride, padding, (v, u, o, i, j, c, k) => y[v, u, o] += w[o, k] * x[i, j, c]);
        return y;
    }

    /// <summary>The gradients of <see cref="Forward"/>.</summary>
    /// <param name="x">[H, W, C].</param>
    /// <param name="w">[O, K·K·C].</param>
    /// <param name="kernelSize">As given to Forward.</param>
    /// <param name="stride">As given to Forward.</param>
    /// <param name="padding">As given to Forward.</param>
    /// <param name="dy">The shape of y.</param>
    public static (double[,,] Dx, double[,] Dw, double[] Db) Backward(
        double[,,] x, double[,] w, int kernelSize, int stride, int padding, double[,,] dy)
    {
        var dx = new double[x.GetLength(0), x.GetLength(1), x.GetLength(2)];
        var dw = new double[w.GetLength(0), w.GetLength(1)];
        var db = new double[w.GetLength(0)];
        for (int v = 0; v < dy.GetLength(0); v++)
        {
            for (int u = 0; u < dy.GetLength(1); u++)
            {
                for (int o = 0; o < db.Length; o++)
                {
                    db[o] += dy[v, u, o];
                }
            }
        }

        Each(x, dy, w, kernelSize, stride, padding, (v, u, o, i, j, c, k) =>
        {
            dx[i, j, c] += dy[v, u, o] * w[o, k];
            dw[o, k] += dy[v, u, o] * x[i, j, c];
        });
        return (dx, dw, db);
    }

    private static int Along(int length, int kernelSize, int stride, int padding) =>
        ((length + (2 * padding) - kernelSize) / stride) + 1;

    /// <summary>
    /// Every output with every place inside the picture that it sees, and the column of w between them.
    /// </summary>
    private static void Each(
        double[,,] x, double[,,] y, double[,] w, int kernelSize, int stride, int padding,
        Action<int, int, int, int, int, int, int> visit)
    {
        for (int v = 0; v < y.GetLength(0); v++)
        {
            for (int u = 0; u < y.GetLength(1); u++)
            {
                for (int o = 0; o < w.GetLength(0); o++)
                {
                    for (int k = 0; k < w.GetLength(1); k++)
                    {
                        int c = k % x.GetLength(2), column = k / x.GetLength(2) % kernelSize,
                            row = k / x.GetLength(2) / kernelSize;
                        int i = (v * stride) - padding + row, j = (u * stride) - padding + column;
                        if (i >= 0 && i < x.GetLength(0) && j >= 0 && j < x.GetLength(1))
                        {
                            visit(v, u, o, i, j, c, k);
                        }
                    }
                }
            }
        }
    }
}
