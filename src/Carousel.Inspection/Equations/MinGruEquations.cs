using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>h = (1 − z)⊙h₋ + z⊙g. Derivation: docs/derivations/mingru.md.</summary>
internal sealed class MinGruEquations(int inputSize, int hiddenSize, double[] w, double[] b)
    : ScanEquations(MinGruDescription.Cell, inputSize, hiddenSize, w, b)
{
    /// <summary>Of a layer.</summary>
    public static MinGruEquations Of(RecurrentLayer layer) =>
        new(layer.InputSize, layer.OutputSize, Values(layer.W), Values(layer.B));

    /// <inheritdoc/>
    protected override double[] Squash(double[] gates)
    {
        for (int u = 0; u < H; u++)
        {
            gates[u] = ScalarMath.Logistic(gates[u]);
        }

        return [.. gates[..H].Select(z => 1 - z)];
    }

    /// <inheritdoc/>
    protected override void PullKept(CellStep step, int u, double dKept, Span<double> dInput) =>
        PullSum(u, -dKept * step.Gates[u] * step.Kept[u], dInput);

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] g = Gate(step, 1);
        return
        [
            Part(step, 0, "update gate", "σ", "the share of a unit that is replaced; it sees the input alone"),
            Part(step, 1, "candidate", "", "what comes in its place, as large as the input makes it"),
            new StepPart(
                "state", "h = (1 − z) ⊙ h₋ + z ⊙ g",
                [
                    new("h₋", before.Hidden), new("(1 − z) ⊙ h₋", Times(step.Kept, before.Hidden)),
                    new("z ⊙ g", Times(Gate(step, 0), g)), new("h", after.Hidden, true),
                ],
                "each unit by itself: no unit sees another until the layer above"),
        ];
    }
}
