namespace Carousel.Reference.Sequences;

/// <summary>Twin of ColumnsKernel: two matrices side by side, and columns of one.</summary>
internal static class ColumnsReference
{
    /// <summary>[a | b].</summary>
    /// <param name="a">[N, F].</param>
    /// <param name="b">[N, G].</param>
    public static double[,] Concatenate(double[,] a, double[,] b)
    {
        var y = new double[a.GetLength(0), a.GetLength(1) + b.GetLength(1)];
        for (int n = 0; n < y.GetLength(0); n++)
        {
            for (int c = 0; c < y.GetLength(1); c++)
            {
                y[n, c] = c < a.GetLength(1) ? a[n, c] : b[n, c - a.GetLength(1)];
            }
        }

        return y;
    }

    /// <summary>Columns from … from + count − 1.</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="from">The first column.</param>
    /// <param name="count">How many columns.</param>
    public static double[,] Slice(double[,] x, int from, int count)
    {
        var y = new double[x.GetLength(0), count];
        for (int n = 0; n < y.GetLength(0); n++)
        {
            for (int c = 0; c < count; c++)
            {
                y[n, c] = x[n, from + c];
            }
        }

        return y;
    }
}
