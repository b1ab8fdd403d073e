using Carousel.Autograd;
using Carousel.Inspection.Equations;
using Carousel.Networks;

namespace Carousel.Inspection.Stepping;

/// <summary>Takes what a layer read and held at some steps, and evaluates its equations there.</summary>
/// <param name="layer">The layer's path.</param>
/// <param name="first">The first step.</param>
/// <param name="steps">How many.</param>
/// <param name="isReverse">Whether the layer runs from the last step to the first.</param>
/// <param name="start">[S], the state from which the layer starts.</param>
/// <param name="cell">Its equations.</param>
internal sealed class StepObserver(
    string layer, int first, int steps, bool isReverse, float[] start, RecurrentEquations cell)
    : IChunkObserver
{
    private readonly ShownStep[] _steps = new ShownStep[steps];
    private float[] _carried = start;
    private int _begin;

    /// <inheritdoc/>
    public bool NeedsGates => cell.HasCell;

    /// <summary>The greatest difference between the hidden states as shown and the layer's.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>The steps.</summary>
    public IReadOnlyList<ShownStep> Steps() => _steps;

    /// <inheritdoc/>
    public void Begin(int chunk) => _begin = chunk;

    /// <inheritdoc/>
    public void Ran(in RecurrentRun run)
    {
        var kept = new KeptRun(run);
        if (kept.Layer != layer)
        {
            return;
        }

        if (run.Input.IsNone)
        {
            throw new NotSupportedException(
                $"The layer '{layer}' reads rows of a table by number, so its input is not available.");
        }

        int I = cell.InputSize, H = cell.H, rows = run.Hidden.Shape[0];
        if (cell.HasCell && run.Cell.IsNone)
        {
            Walk(run);
            return;
        }

        float[] hidden = run.Hidden.ToArray(), input = run.Input.ToArray(),
            beside = cell.HasCell ? run.Cell.ToArray() : [];
        int rest = cell.StateSize - H;
        float[] State(int row) => [.. hidden.AsSpan(row * H, H), .. beside.AsSpan(row * rest, rest)];
        for (int row = Math.Max(0, first - _begin); row < Math.Min(rows, first + steps - _begin); row++)
        {
            int from = isReverse ? row + 1 : row - 1;
            ShownStep step = cell.Show(
                input.AsSpan(row * I, I), cell.StateOf(from >= 0 && from < rows ? State(from) : _carried));
            LargestDifference = Math.Max(LargestDifference, CellWalk.Difference(step, hidden.AsSpan(row * H, H)));
            _steps[_begin + row - first] = step;
        }

        _carried = State(rows - 1);
    }

    /// <summary>Of a layer whose run keeps only h: the equations continue from the states that they computed.</summary>
    private void Walk(in RecurrentRun run)
    {
        (int I, int H, int rows) = (cell.InputSize, cell.H, run.Hidden.Shape[0]);
        float[] hidden = run.Hidden.ToArray(), input = run.Input.ToArray();
        for (int k = 0; k < rows; k++)
        {
            int row = isReverse ? rows - 1 - k : k, shown = _begin + row - first;
            ShownStep step = cell.Show(input.AsSpan(row * I, I), cell.StateOf(_carried));
            LargestDifference = Math.Max(LargestDifference, CellWalk.Difference(step, hidden.AsSpan(row * H, H)));
            _carried =
            [
                .. step.After.Hidden.Select(value => (float)value), .. step.After.Cell.Select(value => (float)value),
            ];
            if (shown >= 0 && shown < steps)
            {
                _steps[shown] = step;
            }
        }
    }
}
