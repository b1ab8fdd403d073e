namespace Carousel.Reference.Recurrent;

/// <summary>
/// Textbook twin of MinGruCell: z = σ(W_z x + b_z), g = W_g x + b_g, h = (1 − z)⊙h₋ + z⊙g. Rows of W and b stand in the
/// order z, g. Derivation: docs/derivations/mingru.md.
/// </summary>
internal sealed class MinGruReference : ICellReference
{
    private MinGruReference()
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
            (double[] z, double[] g) = Gates(w, Rows.Copy(x, t));
            before = [.. before.Select((value, u) => ((1 - z[u]) * value) + (z[u] * g[u]))];
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
            (double[] z, double[] g) = Gates(w, Rows.Copy(x, t));
            Rows.Set(logKept, t, [.. z.Select(share => Math.Log(1 - share))]);
            Rows.Set(taken, t, [.. z.Select((share, u) => share * g[u])]);
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
            (double[] z, double[] g) = Gates(w, Rows.Copy(x, t));
            var da = new double[2 * H];
            for (int u = 0; u < H; u++)
            {
                double dState = d.DStart[u] + dh[t, u];
                da[u] = dState * (g[u] - before[u]) * z[u] * (1 - z[u]);
                da[H + u] = dState * z[u];
                d.DStart[u] = dState * (1 - z[u]);
            }

            Rows.Add(d.Db, da);
            Rows.Backward(w.W, da, Rows.Copy(x, t), d.Dw, dx => Rows.Add(d.Dx, t, dx));
        }

        return d;
    }

    private static (double[] Z, double[] G) Gates(CellReferenceWeights w, double[] x)
    {
        double[] a = [.. Rows.Product(w.W, x).Zip(w.B, (sum, bias) => sum + bias)];
        int H = a.Length / 2;
        return ([.. a[..H].Select(Rows.Logistic)], a[H..]);
    }
}
