using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>h = (f⊙h₋ + i⊙g) / (f + i). Derivation: docs/derivations/minlstm.md.</summary>
internal sealed class MinLstmEquations(int inputSize, int hiddenSize, double[] w, double[] b)
    : ScanEquations(MinLstmDescription.Cell, inputSize, hiddenSize, w, b)
{
    /// <summary>Of a layer.</summary>
    public static MinLstmEquations Of(RecurrentLayer layer) =>
        new(layer.InputSize, layer.OutputSize, Values(layer.W), Values(layer.B));

    /// <inheritdoc/>
    protected override double[] Squash(double[] gates)
    {
        for (int row = 0; row < 2 * H; row++)
        {
            gates[row] = ScalarMath.Logistic(gates[row]);
        }

        return [.. gates[..H].Select((f, u) => f / (f + gates[H + u]))];
    }

    /// <inheritdoc/>
    protected override void PullKept(CellStep step, int u, double dKept, Span<double> dInput)
    {
        double moved = dKept * step.Kept[u] * (1 - step.Kept[u]);
        PullSum(u, moved * (1 - step.Gates[u]), dInput);
        PullSum(H + u, -moved * (1 - step.Gates[H + u]), dInput);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] taken = [.. step.Kept.Select(share => 1 - share)];
        return
        [
            Part(step, 0, "forget gate", "σ", "how much the past counts; it sees the input alone"),
            Part(step, 1, "input gate", "σ", "how much the input counts"),
            Part(step, 2, "candidate", "", "what comes in, as large as the input makes it"),
            new StepPart(
                "shares", "f′ = f / (f + i), i′ = i / (f + i)",
                [new("f′", step.Kept, true), new("i′", taken, true)],
                "both gates count by what they are to each other"),
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
