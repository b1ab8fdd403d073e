namespace Carousel.Reference.Quantized;

/// <summary>Textbook twin of QuantizedDenseKernel. Derivation: docs/derivations/layers.md.</summary>
internal static class QuantizedDenseReference
{
    /// <summary>y = b + s_W·s_x·Σ q_W·q_x for one row.</summary>
    /// <param name="weight">[O, I].</param>
    /// <param name="bias">[O].</param>
    /// <param name="x">[I].</param>
    public static double[] Forward(double[] weight, double[] bias, double[] x) =>
        QuantizedRowReference.Add(bias, weight, 0, x);
}
