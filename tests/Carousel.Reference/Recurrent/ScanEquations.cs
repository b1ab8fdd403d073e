using Carousel.Inspection.Equations;
using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Reference.Recurrent;

/// <summary>
/// h = k⊙h₋ + (1 − k)⊙g. The share k and the candidate g, the last gate, depend only on the input.
/// </summary>
/// <param name="cell">Which cell.</param>
/// <param name="weights">Its parameters.</param>
internal abstract class ScanEquations(RecurrentCell cell, EquationWeights weights) : RecurrentEquations(cell, weights)
{
    // Where the rows of the candidate begin.
    private int Last => Weights.B.Length - H;

    /// <inheritdoc/>
    protected sealed override double[] Advance(double[] input, double[] before, double[] after)
    {
        double[] gates = Sums(input, before);
        for (int row = 0; row < Last; row++)
        {
            gates[row] = ScalarMath.Logistic(gates[row]);
        }

        double[] kept = Kept(gates);
        for (int u = 0; u < H; u++)
        {
            after[u] = (kept[u] * before[u]) + ((1 - kept[u]) * gates[Last + u]);
        }

        return gates;
    }

    /// <inheritdoc/>
    protected sealed override void Retreat(CellStep step, double[] d, double[] dSums)
    {
        for (int u = 0; u < H; u++)
        {
            double kept = step.Kept[u];
            dSums[Last + u] = d[u] * (1 - kept);
            RetreatKept(step, u, d[u] * (step.Before[u] - step.Gates[Last + u]), dSums);
            d[u] *= kept;
        }
    }

    /// <inheritdoc/>
    protected abstract override double[] Kept(double[] gates);

    /// <summary>The way back of the share that a unit keeps.</summary>
    /// <param name="step">The step.</param>
    /// <param name="u">The unit.</param>
    /// <param name="dKept">∂loss/∂share.</param>
    /// <param name="dSums">∂loss/∂sums, the unit's overwritten.</param>
    protected abstract void RetreatKept(CellStep step, int u, double dKept, double[] dSums);

    /// <summary>An equation that depends only on the input.</summary>
    /// <param name="step">The step.</param>
    /// <param name="gate">Which gate.</param>
    /// <param name="title">What it is.</param>
    /// <param name="function">Its function, such as <c>σ</c>; empty for none.</param>
    /// <param name="meaning">What it says.</param>
    protected StepPart Part(CellStep step, int gate, string title, string function, string meaning)
    {
        string letter = Cell.Gates[gate].Letter, sum = $"W_{letter} x + b_{letter}";
        GateTerms terms = Terms(step.Input, step.Before)[gate];
        return new StepPart(
            title, function.Length > 0 ? $"{letter} = {function}({sum})" : $"{letter} = {sum}",
            [new($"W_{letter} x", terms.Input), new($"b_{letter}", terms.Bias), new(letter, Gate(step, gate), true)],
            meaning);
    }
}
