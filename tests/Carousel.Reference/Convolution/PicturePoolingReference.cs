namespace Carousel.Reference.Convolution;

/// <summary>Twin of PicturePoolingKernel on one picture [H, W, C].</summary>
internal static class PicturePoolingReference
{
    /// <summary>The largest value of each square, channel by channel.</summary>
    /// <param name="x">[H, W, C].</param>
    /// <param name="kernelSize">K.</param>
    /// <param name="stride">Places from one square to the next.</param>
    public static double[,,] Max(double[,,] x, int kernelSize, int stride)
    {
        double[,,] y = Empty(x, kernelSize, stride);
        Each(y, (v, u, c) =>
        {
            (int i, int j) = Winner(x, v * stride, u * stride, c, kernelSize);
            y[v, u, c] = x[i, j, c];
        });
        return y;
    }

    /// <summary>The gradient of <see cref="Max"/>: to the first place of a square that has the largest value.</summary>
    /// <param name="x">[H, W, C].</param>
    /// <param name="kernelSize">K.</param>
    /// <param name="stride">As given to Max.</param>
    /// <param name="dy">The shape of y.</param>
    public static double[,,] MaxBackward(double[,,] x, int kernelSize, int stride, double[,,] dy)
    {
        var dx = new double[x.GetLength(0), x.GetLength(1), x.GetLength(2)];
        Each(dy, (v, u, c) =>
        {
            (int i, int j) = Winner(x, v * stride, u * stride, c, kernelSize);
            dx[i, j, c] += dy[v, u, c];
        });
        return dx;
    }

    /// <summary>The mean of each square, channel by channel.</summary>
    /// <param name="x">[H, W, C].</param>
    /// <param name="kernelSize">K.</param>
    /// <param name="stride">Places from one square to the next.</param>
    public static double[,,] Mean(double[,,] x, int kernelSize, int stride)
    {
        double[,,] y = Empty(x, kernelSize, stride);
        Each(y, (v, u, c) =>
        {
            for (int k = 0; k < kernelSize * kernelSize; k++)
            {
                y[v, u, c] += x[(v * stride) + (k / kernelSize), (u * stride) + (k % kernelSize), c]
                    / (kernelSize * kernelSize);
            }
        });
        return y;
    }

    /// <summary>The gradient of <see cref="Mean"/>.</summary>
    /// <param name="x">[H, W, C].</param>
    /// <param name="kernelSize">K.</param>
    /// <param name="stride">As given to Mean.</param>
    /// <param name="dy">The shape of y.</param>
    public static double[,,] MeanBackward(double[,,] x, int kernelSize, int stride, double[,,] dy)
    {
        var dx = new double[x.GetLength(0), x.GetLength(1), x.GetLength(2)];
        Each(dy, (v, u, c) =>
        {
            for (int k = 0; k < kernelSize * kernelSize; k++)
            {
                dx[(v * stride) + (k / kernelSize), (u * stride) + (k % kernelSize), c] += dy[v, u, c]
                    / (kernelSize * kernelSize);
            }
        });
        return dx;
    }

    private static double[,,] Empty(double[,,] x, int kernelSize, int stride) =>
        new double[((x.GetLength(0) - kernelSize) / stride)
            + 1, ((x.GetLength(1) - kernelSize) / stride) + 1, x.GetLength(2)];

    private static (int Row, int Column) Winner(double[,,] x, int top, int left, int c, int kernelSize)
    {
        (int row, int column) = (top, left);
        for (int k = 1; k < kernelSize * kernelSize; k++)
        {
            (int i, int j) = (top + (k / kernelSize), left + (k % kernelSize));
            (row, column) = x[i, j, c] > x[row, column, c] ? (i, j) : (row, column);
        }

        return (row, column);
    }

    private static void Each(double[,,] y, Action<int, int, int> visit)
    {
        for (int v = 0; v < y.GetLength(0); v++)
        {
            for (int u = 0; u < y.GetLength(1); u++)
            {
                for (int c = 0; c < y.GetLength(2); c++)
                {
                    visit(v, u, c);
                }
            }
        }
    }
}
