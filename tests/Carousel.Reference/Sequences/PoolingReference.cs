namespace Carousel.Reference.Sequences;

/// <summary>Twin of PoolingKernel on single sequences: no packing, one sequence at a time.</summary>
internal static class PoolingReference
{
    /// <summary>The mean of the steps; zeros for none.</summary>
    /// <param name="x">[L, F].</param>
    public static double[] Mean(double[,] x) => Weighted(Even(x.GetLength(0)), x);

    /// <summary>The gradient of <see cref="Mean"/>.</summary>
    /// <param name="x">[L, F].</param>
    /// <param name="dy">[F].</param>
    public static double[,] MeanBackward(double[,] x, double[] dy) => Spread(Even(x.GetLength(0)), dy);

    /// <summary>The largest value of each feature; zeros for no steps.</summary>
    /// <param name="x">[L, F].</param>
    public static double[] Max(double[,] x)
    {
        var y = new double[x.GetLength(1)];
        for (int f = 0; f < y.Length && x.GetLength(0) > 0; f++)
        {
            y[f] = x[Winner(x, f), f];
        }

        return y;
    }

    /// <summary>The gradient of <see cref="Max"/>: to the first step that has the largest value.</summary>
    /// <param name="x">[L, F].</param>
    /// <param name="dy">[F].</param>
    public static double[,] MaxBackward(double[,] x, double[] dy)
    {
        var dx = new double[x.GetLength(0), x.GetLength(1)];
        for (int f = 0; f < dy.Length && x.GetLength(0) > 0; f++)
        {
            dx[Winner(x, f), f] = dy[f];
        }

        return dx;
    }

    /// <summary>The mean of the steps weighted by the soft-max of their scores; zeros for none.</summary>
    /// <param name="scores">[L].</param>
    /// <param name="x">[L, F].</param>
    public static double[] Attention(double[] scores, double[,] x) => Weighted(Weights(scores), x);

    /// <summary>The gradients of <see cref="Attention"/>.</summary>
    /// <param name="scores">[L].</param>
    /// <param name="x">[L, F].</param>
    /// <param name="dy">[F].</param>
    public static (double[] DScores, double[,] Dx) AttentionBackward(double[] scores, double[,] x, double[] dy)
    {
        double[] w = Weights(scores), dw = new double[w.Length], dScores = new double[w.Length];
        for (int t = 0; t < w.Length; t++)
        {
            for (int f = 0; f < dy.Length; f++)
            {
                dw[t] += dy[f] * x[t, f];
            }
        }

        for (int t = 0; t < w.Length; t++)
        {
            for (int s = 0; s < w.Length; s++)
            {
                dScores[t] += dw[s] * w[s] * ((s == t ? 1 : 0) - w[t]);
            }
        }

        return (dScores, Spread(w, dy));
    }

    private static double[] Even(int length)
    {
        var w = new double[length];
        Array.Fill(w, 1.0 / length);
        return w;
    }

    private static double[] Weights(double[] scores)
    {
        double largest = scores.Length == 0 ? 0 : scores.Max();
        double sum = scores.Sum(s => Math.Exp(s - largest));
        return Array.ConvertAll(scores, s => Math.Exp(s - largest) / sum);
    }

    private static int Winner(double[,] x, int f)
    {
        int winner = 0;
        for (int t = 1; t < x.GetLength(0); t++)
        {
            winner = x[t, f] > x[winner, f] ? t : winner;
        }

        return winner;
    }

    private static double[] Weighted(double[] w, double[,] x)
    {
        var y = new double[x.GetLength(1)];
        for (int t = 0; t < w.Length; t++)
        {
            for (int f = 0; f < y.Length; f++)
            {
                y[f] += w[t] * x[t, f];
            }
        }

        return y;
    }

    private static double[,] Spread(double[] w, double[] dy)
    {
        var dx = new double[w.Length, dy.Length];
        for (int t = 0; t < w.Length; t++)
        {
            for (int f = 0; f < dy.Length; f++)
            {
                dx[t, f] = w[t] * dy[f];
            }
        }

        return dx;
    }
}
