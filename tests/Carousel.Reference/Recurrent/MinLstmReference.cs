namespace Carousel.Reference.Recurrent;

/// <summary>
/// Textbook twin of MinLstmCell: f = σ(W_f x + b_f), i = σ(W_i x + b_i), g = W_g x + b_g, f′ = f / (f + i), i′ = i /
/// (f + i), h = f′⊙h₋ + i′⊙g. Rows of W and b stand in the order f, i, g. Derivation: docs/derivations/minlstm.md.
/// </summary>
internal sealed class MinLstmReference : ICellReference
{
    private MinLstmReference()
    {
    }

    /// <inheritdoc/>
    public static (double[,] H, double[] Final) Forward(
        CellReferenceWeights w, double[,] x, double[] start, bool reverse = false)
    {
        var h = new double[x.GetLength(0), start.Length];
        double[] before = start;
        foreach (int t in Steps.Of(x, reverse))
        {
            (double[] f, double[] i, double[] g) = Gates(w, Rows.Copy(x, t));
            before = [.. before.Select((value, u) => ((f[u] * value) + (i[u] * g[u])) / (f[u] + i[u]))];
            Rows.Set(h, t, before);
        }

        return (h, before);
    }

    /// <summary>
    /// The same states at once: shares and inputs of all steps, then a scan over logarithms of what is kept.
    /// </summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="start">[H].</param>
    public static double[,] Parallel(CellReferenceWeights w, double[,] x, double[] start)
    {
        (double[,] logKept, double[,] taken) =
            (new double[x.GetLength(0), start.Length], new double[x.GetLength(0), start.Length]);
        for (int t = 0; t < x.GetLength(0); t++)
        {
            (double[] f, double[] i, double[] g) = Gates(w, Rows.Copy(x, t));
            Rows.Set(logKept, t, [.. f.Zip(i, (forget, input) => Math.Log(forget / (forget + input)))]);
            Rows.Set(taken, t, [.. i.Select((input, u) => input / (f[u] + input) * g[u])]);
        }

        return LogScan.Of(logKept, taken, start);
    }

    /// <inheritdoc/>
    public static CellReferenceGradients Backward(
        CellReferenceWeights w, double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse = false)
    {
        double[,] h = Forward(w, x, start, reverse).H;
        var d = CellReferenceGradients.Of(w, x, dFinal);
        int[] steps = Steps.Of(x, reverse);
        int H = start.Length;
        for (int s = steps.Length - 1; s >= 0; s--)
        {
            int t = steps[s];
            double[] before = s == 0 ? start : Rows.Copy(h, steps[s - 1]);
            (double[] f, double[] i, double[] g) = Gates(w, Rows.Copy(x, t));
            var da = new double[3 * H];
            for (int u = 0; u < H; u++)
            {
                double dState = d.DStart[u] + dh[t, u];
                double keep = f[u] / (f[u] + i[u]), take = i[u] / (f[u] + i[u]);
                double moved = dState * (before[u] - g[u]) * keep * take;
                da[u] = moved * (1 - f[u]);
                da[H + u] = -moved * (1 - i[u]);
                da[(2 * H) + u] = dState * take;
                d.DStart[u] = dState * keep;
            }

            Rows.Add(d.Db, da);
            Rows.Backward(w.W, da, Rows.Copy(x, t), d.Dw, dx => Rows.Add(d.Dx, t, dx));
        }

        return d;
    }

    private static (double[] F, double[] I, double[] G) Gates(CellReferenceWeights w, double[] x)
    {
        double[] a = [.. Rows.Product(w.W, x).Zip(w.B, (sum, bias) => sum + bias)];
        int H = a.Length / 3;
        return ([.. a[..H].Select(Rows.Logistic)], [.. a[H..(2 * H)].Select(Rows.Logistic)], a[(2 * H)..]);
    }
}
