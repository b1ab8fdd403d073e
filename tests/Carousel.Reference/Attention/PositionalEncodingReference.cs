namespace Carousel.Reference.Attention;

/// <summary>Sines and cosines of positions in double precision.</summary>
internal static class PositionalEncodingReference
{
    /// <summary>y[t] = x[t] + e[start + t].</summary>
    /// <param name="x">[T, F].</param>
    /// <param name="start">Position of the first row.</param>
    /// <returns>[T, F].</returns>
    public static double[,] Forward(double[,] x, long start)
    {
        int T = x.GetLength(0), F = x.GetLength(1);
        var y = new double[T, F];
        for (int t = 0; t < T; t++)
        {
            for (int j = 0; j < F; j++)
            {
                double angle = (start + t) * Math.Pow(10000, -(j / 2 * 2.0) / F);
                y[t, j] = x[t, j] + (j % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        return y;
    }
}
