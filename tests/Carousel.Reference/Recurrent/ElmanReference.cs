namespace Carousel.Reference.Recurrent;

/// <summary>Parameters of an Elman layer: W [H, I], R [H, H], b [H].</summary>
internal sealed record ElmanWeights(double[,] W, double[,] R, double[] B);

/// <summary>Gradients of an Elman layer over one sequence: dx [T, I], dh0 [H], and one for each parameter.</summary>
internal sealed record ElmanGradients(double[,] Dx, double[] Dh0, double[,] Dw, double[,] Dr, double[] Db);

/// <summary>
/// Textbook twin of ElmanCell, one sequence at a time: h = tanh(W x + R h₋ + b). Derivation:
/// docs/derivations/elman.md.
/// </summary>
/// <remarks>Elman 1990, with the hyperbolic tangent for the logistic function.</remarks>
internal static class ElmanReference
{
    /// <summary>The state after each step, [T, H].</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="h0">[H], the state before the first step taken.</param>
    /// <param name="reverse">Whether the last row is the first step.</param>
    public static double[,] Forward(ElmanWeights w, double[,] x, double[] h0, bool reverse = false)
    {
        var h = new double[x.GetLength(0), h0.Length];
        double[] before = h0;
        foreach (int t in Steps.Of(x, reverse))
        {
            for (int u = 0; u < h0.Length; u++)
            {
                h[t, u] = Math.Tanh(w.B[u] + Rows.Dot(w.W, u, x, t) + Rows.Dot(w.R, u, before));
            }

            before = Rows.Copy(h, t);
        }

        return h;
    }

    /// <summary>Gradients of Σ dh⊙h + Σ dhLast⊙(state after the last step taken).</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="h0">[H].</param>
    /// <param name="dh">[T, H].</param>
    /// <param name="dhLast">[H].</param>
    /// <param name="reverse">As given to Forward.</param>
    public static ElmanGradients Backward(
        ElmanWeights w, double[,] x, double[] h0, double[,] dh, double[] dhLast, bool reverse = false)
    {
        double[,] h = Forward(w, x, h0, reverse);
        var d = new ElmanGradients(
            new double[x.GetLength(0), x.GetLength(1)], (double[])dhLast.Clone(), Rows.Like(w.W), Rows.Like(w.R),
            new double[w.B.Length]);
        int[] steps = Steps.Of(x, reverse);
        for (int s = steps.Length - 1; s >= 0; s--)
        {
            int t = steps[s];
            double[] before = s == 0 ? h0 : Rows.Copy(h, steps[s - 1]);
            var da = new double[h0.Length];
            for (int u = 0; u < da.Length; u++)
            {
                da[u] = (d.Dh0[u] + dh[t, u]) * (1 - (h[t, u] * h[t, u]));
                d.Db[u] += da[u];
                d.Dh0[u] = 0;
            }

            Rows.Backward(w.W, da, Rows.Copy(x, t), d.Dw, dx => Rows.Add(d.Dx, t, dx));
            Rows.Backward(w.R, da, before, d.Dr, dBefore => Rows.Add(d.Dh0, dBefore));
        }

        return d;
    }
}
