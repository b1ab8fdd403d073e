using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>
/// The equations of a cell with weights, one after the other with the value of every term, as a textbook writes them.
/// </summary>
/// <param name="cell">Which cell.</param>
/// <param name="inputSize">I.</param>
/// <param name="hiddenSize">H.</param>
internal abstract class RecurrentEquations(RecurrentCell cell, int inputSize, int hiddenSize) : CellEquations
{
    /// <summary>Which cell.</summary>
    public RecurrentCell Cell => cell;

    /// <summary>Units.</summary>
    public int H => hiddenSize;

    /// <summary>Whether it holds a state of its own beside what it shows.</summary>
    public bool HasCell => cell.HasCellState;

    /// <inheritdoc/>
    public sealed override int InputSize => inputSize;

    /// <inheritdoc/>
    public sealed override int OutputSize => hiddenSize;

    /// <inheritdoc/>
    public override int StateSize => cell.States.Count * hiddenSize;

    /// <summary>The equations of a layer; null where its cell or its variant has none here.</summary>
    /// <param name="layer">A built layer.</param>
    public static RecurrentEquations? Find(RecurrentLayer layer) =>
        InspectedCell.Equations.Find(layer.Cell)?.Invoke(layer);

    /// <summary>The equations of a layer.</summary>
    /// <param name="layer">A built layer.</param>
    /// <exception cref="NotSupportedException">Its cell or its variant has none here.</exception>
    public static RecurrentEquations Known(RecurrentLayer layer) => InspectedCell.Equations[layer.Cell](layer)
        ?? throw new NotSupportedException(
            $"The layer '{layer.Path}' is {layer.Cell.WithArticle} with a projection, layer normalisation or zoneout, "
            + $"whose steps are not shown: shown are LSTM layers, plain, with peepholes or coupled gates, "
            + $"{RecurrentCell.Listed(RecurrentCell.All.Where(c => !c.HasVariants).Select(c => c.Name), "and")} "
            + $"layers.");

    /// <summary>One step with all its terms.</summary>
    /// <param name="x">[I].</param>
    /// <param name="before">The state before it.</param>
    /// <returns>Every equation with its terms, and the state after it.</returns>
    public ShownStep Show(ReadOnlySpan<float> x, CellState before)
    {
        double[] input = [.. x.ToArray().Select(v => (double)v)];
        CellStep step = Step(input, [.. before.Hidden, .. HasCell ? before.Cell : []]);
        double[] hidden = step.After[..H];
        var after = new CellState(hidden, HasCell ? step.After[H..] : hidden);
        return new ShownStep(input, Parts(step, before, after), before, after);
    }

    /// <summary>The state at the start of a sequence.</summary>
    public CellState Start() => new(new double[H], new double[HasCell ? StateSize - H : H]);

    /// <summary>A state as the layer keeps it.</summary>
    /// <param name="state">[S], h, then c.</param>
    public CellState StateOf(ReadOnlySpan<float> state)
    {
        double[] values = [.. state.ToArray().Select(v => (double)v)];
        return new CellState(values[..H], HasCell ? values[H..] : values[..H]);
    }

    /// <summary>The equations of a step with their values.</summary>
    /// <param name="step">The step.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="after">The state after it.</param>
    protected abstract IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after);

    /// <summary>A gate's values in a step.</summary>
    protected double[] Gate(CellStep step, int gate) => step.Gates[(gate * H)..((gate + 1) * H)];

    /// <summary>Unit by unit.</summary>
    protected static double[] Times(IReadOnlyList<double> a, IReadOnlyList<double> b) => [.. a.Zip(b, (x, y) => x * y)];
}
