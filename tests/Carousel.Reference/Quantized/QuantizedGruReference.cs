using Carousel.Inspection.Equations;

namespace Carousel.Reference.Quantized;

/// <summary>
/// Textbook twin of QuantizedGruCell: one step, both places of the reset gate. Derivation:
/// docs/derivations/layers.md.
/// </summary>
internal static class QuantizedGruReference
{
    /// <summary>The state after a step.</summary>
    /// <param name="w">The parameters, of single precision.</param>
    /// <param name="x">[I].</param>
    /// <param name="before">[H].</param>
    public static double[] Step(EquationWeights w, double[] x, double[] before)
    {
        int H = before.Length;
        double[] input = QuantizedRowReference.Add(w.B, w.W, 0, x);
        double[] gates = QuantizedRowReference.Add(input[..(2 * H)], w.R, 0, before);
        double[] r = [.. gates[..H].Select(Logistic)], z = [.. gates[H..].Select(Logistic)];
        double[] past = w.Q is { } inner
            ? [.. QuantizedRowReference.Add(inner, w.R, 2 * H, before).Select((s, u) => r[u] * s)]
            : QuantizedRowReference.Add(new double[H], w.R, 2 * H, [.. r.Select((value, u) => value * before[u])]);
        var h = new double[H];
        for (int u = 0; u < H; u++)
        {
            double n = Math.Tanh(input[(2 * H) + u] + past[u]);
            h[u] = ((1 - z[u]) * n) + (z[u] * before[u]);
        }

        return h;
    }

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));
}
