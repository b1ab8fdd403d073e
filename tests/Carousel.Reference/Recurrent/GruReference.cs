namespace Carousel.Reference.Recurrent;

/// <summary>
/// Parameters of a GRU: W [3H, I], R [3H, H], b [3H] in the order r, z, n, and with reset after also the bias inside
/// the reset, [H].
/// </summary>
/// <param name="W">[3H, I].</param>
/// <param name="R">[3H, H].</param>
/// <param name="B">[3H].</param>
/// <param name="RecurrentBias">[H] when the reset gate acts after the recurrent product, null when it acts
/// before.</param>
internal sealed record GruWeights(double[,] W, double[,] R, double[] B, double[]? RecurrentBias)
{
    /// <summary>Whether the reset gate acts after the recurrent product.</summary>
    public bool ResetAfter => RecurrentBias is not null;
}

/// <summary>Gradients of a GRU over one sequence: dx [T, I], dh0 [H], and one for each parameter.</summary>
internal sealed record GruGradients(
    double[,] Dx, double[] Dh0, double[,] Dw, double[,] Dr, double[] Db, double[] DRecurrentBias);

/// <summary>Textbook twin of GruCell, one sequence at a time. Derivation: docs/derivations/gru.md.</summary>
/// <remarks>
/// r = σ(W_r x + R_r h₋ + b_r), z = σ(W_z x + R_z h₋ + b_z), h = (1 − z)⊙n + z⊙h₋, where with reset before
/// n = tanh(W_n x + R_n (r⊙h₋) + b_n) (Cho et al. 2014, equations 5 to 8) and with reset after
/// n = tanh(W_n x + b_n + r⊙(R_n h₋ + b_R)) (cuDNN, PyTorch).
/// </remarks>
internal static class GruReference
{
    /// <summary>The state after each step, [T, H].</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="h0">[H], the state before the first step taken.</param>
    /// <param name="reverse">Whether the last row is the first step.</param>
    public static double[,] Forward(GruWeights w, double[,] x, double[] h0, bool reverse = false)
    {
        var h = new double[x.GetLength(0), h0.Length];
        double[] before = h0;
        foreach (int t in Steps.Of(x, reverse))
        {
            before = Step(w, Rows.Copy(x, t), before).H;
            Rows.Set(h, t, before);
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
    public static GruGradients Backward(
        GruWeights w, double[,] x, double[] h0, double[,] dh, double[] dhLast, bool reverse = false)
    {
        double[,] h = Forward(w, x, h0, reverse);
        var d = new GruGradients(
            new double[x.GetLength(0), x.GetLength(1)], (double[])dhLast.Clone(),
            Rows.Like(w.W), Rows.Like(w.R), new double[w.B.Length], new double[h0.Length]);
        int[] steps = Steps.Of(x, reverse);
        for (int s = steps.Length - 1; s >= 0; s--)
        {
            int t = steps[s];
            Rows.Add(d.Dh0, Rows.Copy(dh, t));
            StepBackward(w, Rows.Copy(x, t), s == 0 ? h0 : Rows.Copy(h, steps[s - 1]), t, d);
        }

        return d;
    }

    private static (double[] R, double[] Z, double[] N, double[] Inner, double[] H) Step(
        GruWeights w, double[] x, double[] before)
    {
        int H = before.Length;
        double[] r = new double[H], z = new double[H], n = new double[H], inner = new double[H], h = new double[H];
        for (int u = 0; u < H; u++)
        {
            r[u] = Rows.Logistic(w.B[u] + Rows.Dot(w.W, u, x) + Rows.Dot(w.R, u, before));
            z[u] = Rows.Logistic(w.B[H + u] + Rows.Dot(w.W, H + u, x) + Rows.Dot(w.R, H + u, before));
        }

        double[] seen = w.ResetAfter ? before : Multiply(r, before);
        for (int u = 0; u < H; u++)
        {
            // inner: what the reset gate lets through of the past.
            inner[u] = Rows.Dot(w.R, (2 * H) + u, seen) + (w.RecurrentBias?[u] ?? 0);
            double past = w.ResetAfter ? r[u] * inner[u] : inner[u];
            n[u] = Math.Tanh(w.B[(2 * H) + u] + Rows.Dot(w.W, (2 * H) + u, x) + past);
            h[u] = ((1 - z[u]) * n[u]) + (z[u] * before[u]);
        }

        return (r, z, n, inner, h);
    }

    // d.Dh0 carries ∂loss/∂h in and ∂loss/∂h₋ out.
    private static void StepBackward(GruWeights w, double[] x, double[] before, int t, GruGradients d)
    {
        int H = before.Length;
        (double[] r, double[] z, double[] n, double[] inner, _) = Step(w, x, before);
        double[] da = new double[3 * H], dRecurrent = new double[3 * H];
        double[] dh = (double[])d.Dh0.Clone();
        for (int u = 0; u < H; u++)
        {
            double dn = dh[u] * (1 - z[u]) * (1 - (n[u] * n[u]));
            da[(2 * H) + u] = dn;
            da[H + u] = dh[u] * (before[u] - n[u]) * z[u] * (1 - z[u]);
            dRecurrent[(2 * H) + u] = w.ResetAfter ? dn * r[u] : dn;
            d.Dh0[u] = dh[u] * z[u];
        }

        // The product behind the reset gate first: with reset before, ∂loss/∂r needs Rₙᵀ·dn.
        double[] seen = w.ResetAfter ? before : Multiply(r, before);
        var dSeen = new double[H];
        for (int u = 0; u < H; u++)
        {
            for (int k = 0; k < H; k++)
            {
                d.Dr[(2 * H) + u, k] += dRecurrent[(2 * H) + u] * seen[k];
                dSeen[k] += dRecurrent[(2 * H) + u] * w.R[(2 * H) + u, k];
            }
        }

        for (int u = 0; u < H; u++)
        {
            double dr = w.ResetAfter ? da[(2 * H) + u] * inner[u] : dSeen[u] * before[u];
            da[u] = dr * r[u] * (1 - r[u]);
            d.Dh0[u] += w.ResetAfter ? dSeen[u] : dSeen[u] * r[u];
            d.DRecurrentBias[u] += w.ResetAfter ? dRecurrent[(2 * H) + u] : 0;
        }

        // The gates r and z; their rows of R see h₋ itself.
        for (int q = 0; q < 2 * H; q++)
        {
            for (int k = 0; k < H; k++)
            {
                d.Dr[q, k] += da[q] * before[k];
                d.Dh0[k] += da[q] * w.R[q, k];
            }
        }

        Rows.Add(d.Db, da);
        Rows.Backward(w.W, da, x, d.Dw, dx => Rows.Add(d.Dx, t, dx));
    }

    private static double[] Multiply(double[] a, double[] b)
    {
        var y = new double[a.Length];
        for (int k = 0; k < y.Length; k++)
        {
            y[k] = a[k] * b[k];
        }

        return y;
    }
}
