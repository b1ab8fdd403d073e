using Carousel.Inspection.Equations;
using Carousel.Layers;

namespace Carousel.Reference.Recurrent;

/// <summary>h = (f⊙h₋ + i⊙g) / (f + i). Derivation: docs/derivations/gru.md.</summary>
/// <param name="weights">Its parameters, rows f, i, g.</param>
internal sealed class MinLstmEquations(EquationWeights weights) : ScanEquations(MinLstmDescription.Cell, weights)
{
    // Two shut gates still have a share each, as in the kernel.
    private const double Least = 1e-30;

    /// <inheritdoc/>
    protected override double[] Kept(double[] gates) =>
    [
        .. gates[..H].Select((f, u) => Math.Max(f, Least) / (Math.Max(f, Least) + Math.Max(gates[H + u], Least))),
    ];

    /// <inheritdoc/>
    protected override void RetreatKept(CellStep step, int u, double dKept, double[] dSums)
    {
        double moved = dKept * step.Kept[u] * (1 - step.Kept[u]);
        dSums[u] = moved * (1 - step.Gates[u]);
        dSums[H + u] = -moved * (1 - step.Gates[H + u]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] taken = [.. step.Kept.Select(share => 1 - share)];
        return
        [
            Part(step, 0, "forget gate", "σ", "how much the past counts; it depends only on the input"),
            Part(step, 1, "input gate", "σ", "how much the input counts"),
            Part(step, 2, "candidate", "", "what comes in, as large as the input makes it"),
            new StepPart(
                "shares", "f′ = f / (f + i), i′ = i / (f + i)",
                [new("f′", step.Kept, true), new("i′", taken, true)],
                "each gate's share of their sum"),
            new StepPart(
                "state", "h = f′ ⊙ h₋ + i′ ⊙ g",
                [
                    new("h₋", before.Hidden), new("f′ ⊙ h₋", Times(step.Kept, before.Hidden)),
                    new("i′ ⊙ g", Times(taken, Gate(step, 2))), new("h", after.Hidden, true),
                ],
                "each unit by itself: no unit sees another until the layer above"),
        ];
    }
}
