using Carousel.Inspection.Equations;
using Carousel.Layers;

namespace Carousel.Reference.Recurrent;

/// <summary>h = (1 − z)⊙h₋ + z⊙g. Derivation: docs/derivations/gru.md.</summary>
/// <param name="weights">Its parameters, rows z, g.</param>
internal sealed class MinGruEquations(EquationWeights weights) : ScanEquations(MinGruDescription.Cell, weights)
{
    /// <inheritdoc/>
    protected override double[] Kept(double[] gates) => [.. gates[..H].Select(z => 1 - z)];

    /// <inheritdoc/>
    protected override void RetreatKept(CellStep step, int u, double dKept, double[] dSums) =>
        dSums[u] = -dKept * step.Gates[u] * step.Kept[u];

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] g = Gate(step, 1);
        return
        [
            Part(step, 0, "update gate", "σ", "the share of a unit that is replaced; it depends only on the input"),
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
