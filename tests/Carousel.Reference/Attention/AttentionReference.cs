namespace Carousel.Reference.Attention;

/// <summary>Multi-head self-attention in double precision, with the whole matrix of steps by steps.</summary>
internal static class AttentionReference
{
    /// <summary>Softmax(q·kᵀ / √d)·v for each head.</summary>
    /// <param name="x">[T, 3D]: query, key and value of each step.</param>
    /// <param name="heads">How many heads share out D.</param>
    /// <param name="window">How many steps a step sees, itself among them; 0 for all before it.</param>
    /// <param name="causal">False where every step sees all steps.</param>
    /// <returns>[T, D].</returns>
    public static double[,] Forward(double[,] x, int heads, int window, bool causal)
    {
        int T = x.GetLength(0), D = x.GetLength(1) / 3, d = D / heads;
        var y = new double[T, D];
        for (int m = 0; m < heads; m++)
        {
            double[,] p = Weights(x, m, heads, window, causal);
            for (int t = 0; t < T; t++)
            {
                for (int u = 0; u < T; u++)
                {
                    for (int j = m * d; j < (m + 1) * d; j++)
                    {
                        y[t, j] += p[t, u] * x[u, (2 * D) + j];
                    }
                }
            }
        }

        return y;
    }

    /// <summary>∂loss/∂x from ∂loss/∂y.</summary>
    /// <param name="x">As given to Forward.</param>
    /// <param name="heads">As given to Forward.</param>
    /// <param name="window">As given to Forward.</param>
    /// <param name="causal">As given to Forward.</param>
    /// <param name="dy">[T, D].</param>
    /// <returns>[T, 3D].</returns>
    public static double[,] Backward(double[,] x, int heads, int window, bool causal, double[,] dy)
    {
        int T = x.GetLength(0), D = x.GetLength(1) / 3, d = D / heads;
        var dx = new double[T, 3 * D];
        for (int m = 0; m < heads; m++)
        {
            double[,] p = Weights(x, m, heads, window, causal);
            for (int t = 0; t < T; t++)
            {
                var dp = new double[T];
                double inner = 0;
                for (int u = 0; u < T; u++)
                {
                    for (int j = m * d; j < (m + 1) * d; j++)
                    {
                        dp[u] += dy[t, j] * x[u, (2 * D) + j];
                        dx[u, (2 * D) + j] += p[t, u] * dy[t, j];
                    }

                    inner += p[t, u] * dp[u];
                }

                for (int u = 0; u < T; u++)
                {
                    double ds = p[t, u] * (dp[u] - inner) / Math.Sqrt(d);
                    for (int j = m * d; j < (m + 1) * d; j++)
                    {
                        dx[t, j] += ds * x[u, D + j];
                        dx[u, D + j] += ds * x[t, j];
                    }
                }
            }
        }

        return dx;
    }

    /// <summary>Whether step t sees step u.</summary>
    public static bool Sees(int t, int u, int window, bool causal) =>
        !causal || (u <= t && (window == 0 || u > t - window));

    /// <summary>
    /// [T, T] of one head: the soft-max of each step's scores over the steps that it sees, 0 elsewhere.
    /// </summary>
    private static double[,] Weights(double[,] x, int head, int heads, int window, bool causal)
    {
        int T = x.GetLength(0), D = x.GetLength(1) / 3, d = D / heads;
        var p = new double[T, T];
        for (int t = 0; t < T; t++)
        {
            var scores = new double[T];
            double largest = double.NegativeInfinity, total = 0;
            for (int u = 0; u < T; u++)
            {
                for (int j = head * d; j < (head + 1) * d; j++)
                {
                    scores[u] += x[t, j] * x[u, D + j] / Math.Sqrt(d);
                }

                largest = Sees(t, u, window, causal) ? Math.Max(largest, scores[u]) : largest;
            }

            for (int u = 0; u < T; u++)
            {
                p[t, u] = Sees(t, u, window, causal) ? Math.Exp(scores[u] - largest) : 0;
                total += p[t, u];
            }

            for (int u = 0; u < T; u++)
            {
                p[t, u] /= total;
            }
        }

        return p;
    }
}
