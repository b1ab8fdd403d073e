using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>h = tanh(W x + R h₋ + b). Derivation: docs/derivations/gru.md.</summary>
/// <param name="weights">Its parameters.</param>
internal sealed class ElmanEquations(EquationWeights weights) : RecurrentEquations(ElmanDescription.Cell, weights)
{
    /// <inheritdoc/>
    protected override double[] Advance(double[] input, double[] before, double[] after)
    {
        double[] sums = Sums(input, before);
        for (int u = 0; u < H; u++)
        {
            after[u] = ScalarMath.Tanh(sums[u]);
        }

        return [];
    }

    /// <inheritdoc/>
    protected override void Retreat(CellStep step, double[] d, double[] dSums)
    {
        for (int u = 0; u < H; u++)
        {
            double h = step.After[u];
            (dSums[u], d[u]) = (d[u] * (1 - (h * h)), 0);
        }
    }

    /// <inheritdoc/>
    protected override double[] Kept(double[] gates) => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        GateTerms all = Terms(step.Input, step.Before)[0];
        double[] sum = all.Sum;
        return
        [
            new StepPart(
                "sum", "a = W x + R h₋ + b",
                [
                    new("h₋", before.Hidden), new("W x", all.Input), new("R h₋", all.Recurrent), new("b", all.Bias),
                    new("a", sum, true),
                ], "without a gate, each step takes in every input and mixes all memory"),
            new StepPart(
                "state", "h = tanh(a)", [new("a", sum), new("h", after.Hidden, true)],
                "squashed again in each step, so that its content fades"),
        ];
    }
}
