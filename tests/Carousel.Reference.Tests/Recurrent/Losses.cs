namespace Carousel.Reference.Tests.Recurrent;

/// <summary>The loss of the gradient checks: Σ dh⊙h + Σ dhLast⊙(state after the last step taken).</summary>
internal static class Losses
{
    public static double Of(double[,] h, double[,] dh, double[] dhLast, double[] h0, bool reverse)
    {
        double loss = 0;
        int T = h.GetLength(0);
        for (int t = 0; t < T; t++)
        {
            for (int u = 0; u < h.GetLength(1); u++)
            {
                loss += dh[t, u] * h[t, u];
            }
        }

        for (int u = 0; u < h0.Length; u++)
        {
            loss += dhLast[u] * (T == 0 ? h0[u] : h[reverse ? 0 : T - 1, u]);
        }

        return loss;
    }
}
