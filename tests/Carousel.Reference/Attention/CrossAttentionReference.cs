namespace Carousel.Reference.Attention;

/// <summary>Attention of rows over the steps of one memory in double precision: a look for each row.</summary>
internal static class CrossAttentionReference
{
    /// <summary>The weights of each row over the steps.</summary>
    /// <param name="query">[Q, A].</param>
    /// <param name="keys">[T, A].</param>
    /// <param name="score">[A]: v of v·tanh(query + key); null for query·key.</param>
    /// <returns>[Q, T].</returns>
    public static double[,] Weights(double[,] query, double[,] keys, double[]? score)
    {
        int Q = query.GetLength(0), T = keys.GetLength(0), A = keys.GetLength(1);
        var weights = new double[Q, T];
        for (int n = 0; n < Q; n++)
        {
            var scores = new double[T];
            for (int t = 0; t < T; t++)
            {
                for (int a = 0; a < A; a++)
                {
                    scores[t] += score is null
                        ? query[n, a] * keys[t, a]
                        : score[a] * Math.Tanh(query[n, a] + keys[t, a]);
                }
            }

            double largest = scores.DefaultIfEmpty().Max(), total = scores.Sum(s => Math.Exp(s - largest));
            for (int t = 0; t < T; t++)
            {
                weights[n, t] = Math.Exp(scores[t] - largest) / total;
            }
        }

        return weights;
    }

    /// <summary>Σ weight·value for each row; 0 where the memory is empty.</summary>
    /// <param name="weights">[Q, T].</param>
    /// <param name="values">[T, D].</param>
    /// <returns>[Q, D].</returns>
    public static double[,] Forward(double[,] weights, double[,] values)
    {
        int Q = weights.GetLength(0), T = values.GetLength(0), D = values.GetLength(1);
        var context = new double[Q, D];
        for (int n = 0; n < Q; n++)
        {
            for (int t = 0; t < T; t++)
            {
                for (int d = 0; d < D; d++)
                {
                    context[n, d] += weights[n, t] * values[t, d];
                }
            }
        }

        return context;
    }

    /// <summary>The gradients.</summary>
    /// <param name="query">As given to Weights.</param>
    /// <param name="keys">As given to Weights.</param>
    /// <param name="values">As given to Forward.</param>
    /// <param name="score">As given to Weights.</param>
    /// <param name="dContext">[Q, D].</param>
    /// <returns>Of query, keys, values and score (all 0 for products).</returns>
    public static (double[,] Query, double[,] Keys, double[,] Values, double[] Score) Backward(
        double[,] query, double[,] keys, double[,] values, double[]? score, double[,] dContext)
    {
        int Q = query.GetLength(0), T = keys.GetLength(0), A = keys.GetLength(1), D = values.GetLength(1);
        double[,] weights = Weights(query, keys, score), dQuery = new double[Q, A], dKeys = new double[T, A],
            dValues = new double[T, D];
        var dScore = new double[A];
        for (int n = 0; n < Q; n++)
        {
            var dWeights = new double[T];
            double inner = 0;
            for (int t = 0; t < T; t++)
            {
                for (int d = 0; d < D; d++)
                {
                    dWeights[t] += dContext[n, d] * values[t, d];
                    dValues[t, d] += weights[n, t] * dContext[n, d];
                }

                inner += weights[n, t] * dWeights[t];
            }

            for (int t = 0; t < T; t++)
            {
                double ds = weights[n, t] * (dWeights[t] - inner);
                for (int a = 0; a < A; a++)
                {
                    double tangent = Math.Tanh(query[n, a] + keys[t, a]);
                    double inside = score is null ? 0 : ds * score[a] * (1 - (tangent * tangent));
                    dScore[a] += score is null ? 0 : ds * tangent;
                    dQuery[n, a] += score is null ? ds * keys[t, a] : inside;
                    dKeys[t, a] += score is null ? ds * query[n, a] : inside;
                }
            }
        }

        return (dQuery, dKeys, dValues, dScore);
    }
}
