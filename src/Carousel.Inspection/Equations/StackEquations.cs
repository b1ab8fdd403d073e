using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>Layers one on top of the other. The state is theirs side by side, the lowest first.</summary>
/// <param name="cells">The lowest first.</param>
internal sealed class StackEquations(IReadOnlyList<CellEquations> cells) : CellEquations
{
    /// <inheritdoc/>
    public override int InputSize => cells[0].InputSize;

    /// <inheritdoc/>
    public override int OutputSize => cells[^1].OutputSize;

    /// <inheritdoc/>
    public override int StateSize { get; } = cells.Sum(c => c.StateSize);

    /// <summary>Of a stack; null where it holds a layer that is not known, or nothing but dropout.</summary>
    public static StackEquations? Of(Stack stack)
    {
        var cells = new List<CellEquations>();
        foreach (SequenceLayer layer in stack.Layers.Cast<SequenceLayer>())
        {
            // Dropout hands its input on in inference.
            if (layer is Dropout)
            {
                continue;
            }

            if (CellEquations.Of(layer) is not { } equations)
            {
                return null;
            }

            cells.Add(equations);
        }

        return cells.Count == 0 ? null : new StackEquations(cells);
    }

    /// <inheritdoc/>
    public override CellStep Step(double[] input, double[] before)
    {
        var after = new double[StateSize];
        var steps = new CellStep[cells.Count];
        double[] rows = input;
        int first = 0;
        for (int l = 0; l < steps.Length; l++)
        {
            CellEquations cell = cells[l];
            steps[l] = cell.Step(rows, before[first..(first + cell.StateSize)]);
            steps[l].After.CopyTo(after, first);
            rows = steps[l].Output;
            first += cell.StateSize;
        }

        return new CellStep { Input = input, Before = before, After = after, Output = rows, Inner = steps };
    }

    /// <inheritdoc/>
    public override double[] Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        double[] dRows = dOutput.ToArray();
        int end = StateSize;
        for (int l = cells.Count - 1; l >= 0; l--)
        {
            CellEquations cell = cells[l];
            int first = end - cell.StateSize;
            var below = new double[cell.InputSize];
            cell.Pull(step.Inner[l], dRows, dAfter[first..end], below, dBefore[first..end]);
            (dRows, end) = (below, first);
        }

        Add(dRows, dInput);
        return [];
    }
}
