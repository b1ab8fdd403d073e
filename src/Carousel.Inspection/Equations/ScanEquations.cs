using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>The equations of a cell whose gates ask the input alone.</summary>
/// <param name="cell">Which cell.</param>
/// <param name="inputSize">I.</param>
/// <param name="hiddenSize">H.</param>
/// <param name="w">[G·H, I].</param>
/// <param name="b">[G·H].</param>
internal abstract class ScanEquations(RecurrentCell cell, int inputSize, int hiddenSize, double[] w, double[] b)
    : RecurrentEquations(cell, inputSize, hiddenSize)
{
    /// <inheritdoc/>
    public sealed override CellStep Step(double[] input, double[] before)
    {
        double[] gates = [.. b.Select((bias, row) => bias + Dot(w, row, input))];
        double[] kept = Squash(gates);
        double[] h = [.. before.Select((value, u) => (kept[u] * value) + ((1 - kept[u]) * gates[^H..][u]))];
        return new CellStep
        {
            Input = input,
            Before = before,
            After = h,
            Output = h,
            Gates = gates,
            Kept = kept,
        };
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<GateTerms> Terms(CellStep step)
    {
        double[] nothing = new double[H];
        return
        [
            .. Enumerable.Range(0, Cell.GateCount).Select(gate => new GateTerms(
                [.. Enumerable.Range(gate * H, H).Select(row => Dot(w, row, step.Input))], nothing,
                b[(gate * H)..((gate + 1) * H)])),
        ];
    }

    /// <inheritdoc/>
    public sealed override void Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        int last = (Cell.GateCount - 1) * H;
        for (int u = 0; u < H; u++)
        {
            double dh = dOutput[u] + dAfter[u], kept = step.Kept[u];
            dBefore[u] += dh * kept;
            AddRow(w, last + u, dh * (1 - kept), dInput);
            PullKept(step, u, dh * (step.Before[u] - step.Gates[last + u]), dInput);
        }
    }

    /// <summary>Gates after their function, in place of their sums; the last is the candidate.</summary>
    /// <param name="gates">[G·H].</param>
    /// <returns>[H], the share of its state that each unit keeps.</returns>
    protected abstract double[] Squash(double[] gates);

    /// <summary>The way back of the share that a unit keeps.</summary>
    /// <param name="step">The step.</param>
    /// <param name="u">The unit.</param>
    /// <param name="dKept">∂loss/∂share.</param>
    /// <param name="dInput">[I], added to.</param>
    protected abstract void PullKept(CellStep step, int u, double dKept, Span<double> dInput);

    /// <summary>The way back of a gate's sum.</summary>
    protected void PullSum(int row, double da, Span<double> dInput) => AddRow(w, row, da, dInput);

    /// <summary>An equation of the input alone.</summary>
    /// <param name="step">The step.</param>
    /// <param name="gate">Which gate.</param>
    /// <param name="title">What it is.</param>
    /// <param name="function">Its function, such as <c>σ</c>; empty for none.</param>
    /// <param name="meaning">What it says.</param>
    protected StepPart Part(CellStep step, int gate, string title, string function, string meaning)
    {
        string letter = Cell.Gates[gate].Letter, sum = $"W_{letter} x + b_{letter}";
        GateTerms terms = Terms(step)[gate];
        return new StepPart(
            title, function.Length > 0 ? $"{letter} = {function}({sum})" : $"{letter} = {sum}",
            [new($"W_{letter} x", terms.Input), new($"b_{letter}", terms.Bias), new(letter, Gate(step, gate), true)],
            meaning);
    }
}
