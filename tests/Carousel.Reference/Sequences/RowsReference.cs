namespace Carousel.Reference.Sequences;

/// <summary>Twin of RowsKernel on single sequences: no packing, one sequence at a time.</summary>
internal static class RowsReference
{
    /// <summary>The steps from the last to the first.</summary>
    /// <param name="x">[L, F].</param>
    public static double[,] Reversed(double[,] x)
    {
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (int t = 0; t < x.GetLength(0); t++)
        {
            for (int f = 0; f < x.GetLength(1); f++)
            {
                y[t, f] = x[x.GetLength(0) - 1 - t, f];
            }
        }

        return y;
    }

    /// <summary>The last step; zeros for none.</summary>
    /// <param name="x">[L, F].</param>
    public static double[] Last(double[,] x)
    {
        var y = new double[x.GetLength(1)];
        for (int f = 0; f < y.Length && x.GetLength(0) > 0; f++)
        {
            y[f] = x[x.GetLength(0) - 1, f];
        }

        return y;
    }

    /// <summary>A row at every step.</summary>
    /// <param name="x">[F].</param>
    /// <param name="length">L.</param>
    public static double[,] Repeated(double[] x, int length)
    {
        var y = new double[length, x.Length];
        for (int t = 0; t < length; t++)
        {
            for (int f = 0; f < x.Length; f++)
            {
                y[t, f] = x[f];
            }
        }

        return y;
    }
}
