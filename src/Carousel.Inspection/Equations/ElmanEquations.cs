using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>h = tanh(W x + R h₋ + b). Derivation: docs/derivations/elman.md.</summary>
/// <param name="inputSize">I.</param>
/// <param name="hiddenSize">H.</param>
/// <param name="w">[H, I].</param>
/// <param name="r">[H, H].</param>
/// <param name="b">[H].</param>
internal sealed class ElmanEquations(int inputSize, int hiddenSize, double[] w, double[] r, double[] b)
    : RecurrentEquations(ElmanDescription.Cell, inputSize, hiddenSize)
{
    /// <summary>Of a layer.</summary>
    public static ElmanEquations Of(Elman layer) =>
        new(layer.InputSize, layer.OutputSize, Values(layer.W), Values(layer.R), Values(layer.B));

    /// <inheritdoc/>
    public override CellStep Step(double[] input, double[] before)
    {
        var h = new double[H];
        for (int u = 0; u < H; u++)
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
        for (int u = 0; u < H; u++)
        {
            double h = step.After[u];
            double da = (dOutput[u] + dAfter[u]) * (1 - (h * h));
            AddRow(w, u, da, dInput);
            AddRow(r, u, da, dBefore);
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        GateTerms all = Terms(step)[0];
        double[] sum = all.Sum;
        return
        [
            new StepPart(
                "sum", "a = W x + R h₋ + b",
                [
                    new("h₋", before.Hidden), new("W x", all.Input), new("R h₋", all.Recurrent), new("b", all.Bias),
                    new("a", sum, true),
                ], "every input gets in and every memory is mixed, in each step: there is no gate"),
            new StepPart(
                "state", "h = tanh(a)", [new("a", sum), new("h", after.Hidden, true)],
                "squashed anew in each step, so that what it holds fades"),
        ];
    }
}
