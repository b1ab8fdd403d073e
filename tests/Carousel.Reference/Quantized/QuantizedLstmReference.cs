using Carousel.Reference.Recurrent;

namespace Carousel.Reference.Quantized;

/// <summary>Textbook twin of QuantisedLstmKernel: one step. Derivation: docs/derivations/quantisation.md.</summary>
internal static class QuantizedLstmReference
{
    /// <summary>The state after a step.</summary>
    /// <param name="w">The parameters, of single precision.</param>
    /// <param name="x">[I].</param>
    /// <param name="hBefore">[H].</param>
    /// <param name="cBefore">[H].</param>
    public static (double[] H, double[] C) Step(LstmWeights w, double[] x, double[] hBefore, double[] cBefore)
    {
        double[] z = QuantizedRowReference.Add(QuantizedRowReference.Add(w.B, w.W, 0, x), w.R, 0, hBefore);
        int H = hBefore.Length;
        var gates = new double[4, H];
        for (int gate = 0; gate < 4; gate++)
        {
            for (int u = 0; u < H; u++)
            {
                double value = z[(gate * H) + u];
                gates[gate, u] = gate == 2 ? Math.Tanh(value) : 1 / (1 + Math.Exp(-value));
            }
        }

        double[] c = LstmReference.Cell(gates, cBefore);
        return (LstmReference.Hidden(gates, c), c);
    }
}
