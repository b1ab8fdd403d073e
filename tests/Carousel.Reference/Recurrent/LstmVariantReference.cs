namespace Carousel.Reference.Recurrent;

/// <summary>States after each step: h [T, P] and c [T, H].</summary>
internal sealed record LstmVariantStates(double[,] H, double[,] C);

/// <summary>Gradients over one sequence: dx [T, I], dh0 [P], dc0 [H], and the parameters'.</summary>
internal sealed record LstmVariantGradients(double[,] Dx, double[] Dh0, double[] Dc0, LstmVariantWeights Weights);

/// <summary>
/// Textbook twin of LstmVariantKernel, one sequence at a time. Derivation: docs/derivations/lstm.md.
/// </summary>
/// <remarks>
/// a = W x + R (m⊙h₋) + b; i and f also see c₋, o sees c, each through one weight per cell (Gers and Schmidhuber
/// 2000); c = f⊙c₋ + i⊙g; h = P (o⊙tanh c) (Sak et al. 2014). m is one mask a sequence (Gal and Ghahramani
/// 2016).
/// </remarks>
internal static class LstmVariantReference
{
    /// <summary>The states after each step.</summary>
    /// <param name="w">The parameters, which also say what is asked for.</param>
    /// <param name="mask">[P]: m, or null for 1.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="h0">[P], before the first step taken.</param>
    /// <param name="c0">[H], before the first step taken.</param>
    /// <param name="reverse">Whether the last row is the first step.</param>
    public static LstmVariantStates Forward(
        LstmVariantWeights w, double[]? mask, double[,] x, double[] h0, double[] c0, bool reverse = false)
    {
        int T = x.GetLength(0);
        var states = new LstmVariantStates(new double[T, w.P], new double[T, w.H]);
        (double[] h, double[] c) = (h0, c0);
        foreach (int t in Steps.Of(x, reverse))
        {
            var step = new LstmVariantStep(w, mask, Rows.Copy(x, t), h, c);
            (h, c) = (step.H, step.C);
            Rows.Set(states.H, t, h);
            Rows.Set(states.C, t, c);
        }

        return states;
    }

    /// <summary>Gradients of Σ dh⊙h + Σ dhLast⊙(last h) + Σ dcLast⊙(last c).</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="mask">As given to Forward.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="h0">[P].</param>
    /// <param name="c0">[H].</param>
    /// <param name="dh">[T, P].</param>
    /// <param name="dhLast">[P].</param>
    /// <param name="dcLast">[H].</param>
    /// <param name="reverse">As given to Forward.</param>
    public static LstmVariantGradients Backward(
        LstmVariantWeights w, double[]? mask, double[,] x, double[] h0, double[] c0,
        double[,] dh, double[] dhLast, double[] dcLast, bool reverse = false)
    {
        LstmVariantStates states = Forward(w, mask, x, h0, c0, reverse);
        var d = new LstmVariantGradients(
            new double[x.GetLength(0), x.GetLength(1)], (double[])dhLast.Clone(), (double[])dcLast.Clone(), w.Zeros());
        int[] steps = Steps.Of(x, reverse);
        for (int s = steps.Length - 1; s >= 0; s--)
        {
            int t = steps[s];
            double[] h = s == 0 ? h0 : Rows.Copy(states.H, steps[s - 1]);
            double[] c = s == 0 ? c0 : Rows.Copy(states.C, steps[s - 1]);
            Rows.Add(d.Dh0, Rows.Copy(dh, t));
            Rows.Add(d.Dx, t, new LstmVariantStep(w, mask, Rows.Copy(x, t), h, c).Backward(d.Dh0, d.Dc0, d.Weights));
        }

        return d;
    }
}
