using Carousel.Kernels.Primitives;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>h = tanh(W x + R h₋ + b). Derivation: docs/derivations/elman.md.</summary>
/// <param name="inputSize">I.</param>
/// <param name="hiddenSize">H.</param>
/// <param name="w">[H, I].</param>
/// <param name="r">[H, H].</param>
/// <param name="b">[H].</param>
internal sealed class ElmanEquations(int inputSize, int hiddenSize, double[] w, double[] r, double[] b) : CellEquations
{
    /// <inheritdoc/>
    public override int InputSize => inputSize;

    /// <inheritdoc/>
    public override int OutputSize => hiddenSize;

    /// <inheritdoc/>
    public override int StateSize => hiddenSize;

    /// <summary>Of a layer.</summary>
    public static ElmanEquations Of(Elman layer) =>
        new(layer.InputSize, layer.OutputSize, Values(layer.W), Values(layer.R), Values(layer.B));

    /// <inheritdoc/>
    public override CellStep Step(double[] input, double[] before)
    {
        var h = new double[hiddenSize];
        for (int u = 0; u < hiddenSize; u++)
        {
            h[u] = ScalarMath.Tanh(b[u] + Dot(w, u, input) + Dot(r, u, before));
        }

        return new CellStep { Input = input, Before = before, After = h, Output = h };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<GateTerms> Terms(CellStep step) => Terms(w, r, b, step.Input, step.Before);

    /// <inheritdoc/>
    public override void Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        for (int u = 0; u < hiddenSize; u++)
        {
            double h = step.After[u];
            double da = (dOutput[u] + dAfter[u]) * (1 - (h * h));
            AddRow(w, u, da, dInput);
            AddRow(r, u, da, dBefore);
        }
    }
}
