using Carousel.Inspection.Equations;

namespace Carousel.Reference.Tests.Recurrent;

/// <summary>The mLSTM from an empty state, as attention: a step weighs the values of all steps up to it.</summary>
internal static class MlstmAttention
{
    /// <summary>[T, H].</summary>
    /// <param name="w">The parameters; the forget gate is logistic.</param>
    /// <param name="x">[T, I].</param>
    public static double[,] Of(EquationWeights w, double[,] x)
    {
        (int T, int units, int d) = (x.GetLength(0), w.Units, w.Units / w.Heads);
        double[][] a = [.. Enumerable.Range(0, T).Select(t => Sums(w, x, t))];
        var h = new double[T, units];
        for (int head = 0; head < w.Heads; head++)
        {
            int first = head * d, input = (4 * units) + head;
            for (int t = 0; t < T; t++)
            {
                var logs = new double[t + 1];
                double kept = 0;
                for (int s = t; s >= 0; s--)
                {
                    logs[s] = kept + a[s][input];
                    kept -= Math.Log(1 + Math.Exp(-a[s][input + w.Heads]));
                }

                double most = Math.Max(kept, logs.Max()), den = 0;
                var num = new double[d];
                for (int s = 0; s <= t; s++)
                {
                    double weight = Math.Exp(logs[s] - most) / Math.Sqrt(d)
                        * Enumerable.Range(first, d).Sum(j => a[t][j] * a[s][units + j]);
                    den += weight;
                    for (int u = 0; u < d; u++)
                    {
                        num[u] += weight * a[s][(2 * units) + first + u];
                    }
                }

                for (int u = 0; u < d; u++)
                {
                    h[t, first + u] = num[u] / (1 + Math.Exp(-a[t][(3 * units) + first + u]))
                        / Math.Max(Math.Abs(den), Math.Exp(-most));
                }
            }
        }

        return h;
    }

    private static double[] Sums(EquationWeights w, double[,] x, int t) =>
    [
        .. w.B.Select((bias, row) =>
            bias + Enumerable.Range(0, w.Inputs).Sum(k => w.W[(row * w.Inputs) + k] * x[t, k])),
    ];
}
