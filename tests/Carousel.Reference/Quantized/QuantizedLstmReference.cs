using Carousel.Inspection.Equations;

namespace Carousel.Reference.Quantized;

/// <summary>Textbook twin of QuantizedLstmKernel: one step. Derivation: docs/derivations/layers.md.</summary>
internal static class QuantizedLstmReference
{
    /// <summary>The state after a step.</summary>
    /// <param name="w">The parameters, of single precision.</param>
    /// <param name="x">[I].</param>
    /// <param name="hBefore">[H].</param>
    /// <param name="cBefore">[H].</param>
    public static (double[] H, double[] C) Step(EquationWeights w, double[] x, double[] hBefore, double[] cBefore)
    {
        double[] a = QuantizedRowReference.Add(QuantizedRowReference.Add(w.B, w.W, 0, x), w.R, 0, hBefore);
        int H = hBefore.Length;
        double[] c = new double[H], h = new double[H];
        for (int u = 0; u < H; u++)
        {
            c[u] = (Logistic(a[H + u]) * cBefore[u]) + (Logistic(a[u]) * Math.Tanh(a[(2 * H) + u]));
            h[u] = Logistic(a[(3 * H) + u]) * Math.Tanh(c[u]);
        }

        return (h, c);
    }

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));
}
