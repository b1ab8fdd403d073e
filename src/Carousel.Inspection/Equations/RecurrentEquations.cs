using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>
/// The equations of a cell with weights, one after the other with the value of every term, as a textbook writes them.
/// </summary>
/// <param name="cell">Which cell.</param>
/// <param name="weights">Its parameters.</param>
internal abstract class RecurrentEquations(RecurrentCell cell, EquationWeights weights) : CellEquations
{
    /// <summary>Which cell.</summary>
    public RecurrentCell Cell => cell;

    /// <summary>Units.</summary>
    public int H => weights.Units;

    /// <summary>Whether it has an internal state in addition to its output.</summary>
    public bool HasCell => cell.HasCellState;

    /// <inheritdoc/>
    public sealed override int InputSize => weights.Inputs;

    /// <inheritdoc/>
    public sealed override int OutputSize => H;

    /// <inheritdoc/>
    public override int StateSize => cell.States.Count * H;

    /// <summary>Rows of R that see the state itself.</summary>
    public virtual int StateRows => HeadUnits == 0 ? 0 : weights.B.Length;

    /// <summary>Units that a row of R sees.</summary>
    public int HeadUnits => weights.R.Length / weights.B.Length;

    /// <summary>The parameters.</summary>
    protected EquationWeights Weights => weights;

    /// <summary>Gates and candidates that have rows.</summary>
    protected virtual int SumCount => cell.GateCount;

    /// <summary>The equations of a layer; null where its cell or its variant has none here.</summary>
    /// <param name="layer">A built layer.</param>
    public static RecurrentEquations? Find(RecurrentLayer layer) =>
        InspectedCell.Equations.Find(layer.Cell)?.Invoke(layer);

    /// <summary>The equations of a layer.</summary>
    /// <param name="layer">A built layer.</param>
    /// <exception cref="NotSupportedException">Its cell or its variant has none here.</exception>
    public static RecurrentEquations Known(RecurrentLayer layer) => InspectedCell.Equations[layer.Cell](layer)
        ?? throw new NotSupportedException(
            $"The layer '{layer.Path}' is {layer.Cell.WithArticle}{(layer.IsPlain ? "" : " with a projection")}. "
            + "Steps are shown of "
            + $"{RecurrentCell.Listed(RecurrentCell.All.Where(c => c.PyTorch is not null).Select(c => c.Name), "and")} "
            + "layers without a projection, traces of all layers.");

    /// <inheritdoc/>
    public sealed override CellStep Step(double[] input, double[] before)
    {
        var after = new double[StateSize];
        double[] gates = Advance(input, before, after);
        return new CellStep
        {
            Input = input,
            Before = before,
            After = after,
            Output = after[..H],
            Gates = gates,
            Kept = Kept(gates),
        };
    }

    /// <inheritdoc/>
    public sealed override double[] Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        #region pull
        double[] d = dAfter.ToArray(), dSums = new double[weights.B.Length];
        Add(dOutput, d);
        Retreat(step, d, dSums);
        Add(d, dBefore);
        for (int row = 0; row < dSums.Length; row++)
        {
            AddRow(weights.W, row, dSums[row], dInput);
        }

        for (int row = 0; row < StateRows; row++)
        {
            AddRow(weights.R, row, dSums[row], dBefore.Slice(FirstSeen(row), HeadUnits));
        }

        return dSums;
        #endregion
    }

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

    /// <summary>Where the units that a row of R sees begin.</summary>
    /// <param name="row">The row.</param>
    public int FirstSeen(int row) => row % H / HeadUnits * HeadUnits;

    /// <summary>The equations of a step with their values.</summary>
    /// <param name="step">The step.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="after">The state after it.</param>
    protected abstract IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after);

    /// <summary>The equations of one step.</summary>
    /// <param name="input">[I].</param>
    /// <param name="before">[S].</param>
    /// <param name="after">[S], overwritten.</param>
    /// <returns>The gates and candidates after their nonlinearity, as <see cref="CellStep.Gates"/>.</returns>
    protected abstract double[] Advance(double[] input, double[] before, double[] after);

    /// <summary>The way back through one step up to the sums of the gates.</summary>
    /// <param name="step">The step.</param>
    /// <param name="d">[S], ∂loss/∂state after, overwritten with that of the state before, without the part through
    /// R.</param>
    /// <param name="dSums">[rows], ∂loss/∂sums, overwritten.</param>
    protected abstract void Retreat(CellStep step, double[] d, double[] dSums);

    /// <summary>[H], the share of its state that each unit keeps by its gate.</summary>
    /// <param name="gates">As <see cref="Advance"/> gave them.</param>
    protected virtual double[] Kept(double[] gates) => gates[H..(2 * H)];

    /// <summary>The rows of a gate, one for each unit.</summary>
    /// <param name="gate">Which gate.</param>
    protected virtual IEnumerable<int> Rows(int gate) => Enumerable.Range(gate * H, H);

    /// <summary>W x + R h₋ + b.</summary>
    protected double[] Sums(double[] input, double[] before) =>
        [.. weights.B.Select((bias, row) => bias + Dot(weights.W, row, input) + Recurrent(row, before))];

    /// <summary>The terms of those sums, gate by gate, without peepholes.</summary>
    protected GateTerms[] Terms(double[] input, double[] before) =>
    [
        .. Enumerable.Range(0, SumCount).Select(gate => new GateTerms(
            [.. Rows(gate).Select(row => Dot(weights.W, row, input))],
            [.. Rows(gate).Select(row => Recurrent(row, before))],
            [.. Rows(gate).Select(row => weights.B[row])])),
    ];

    /// <summary>A gate's values in a step.</summary>
    protected double[] Gate(CellStep step, int gate) => step.Gates[(gate * H)..((gate + 1) * H)];

    /// <summary>Unit by unit.</summary>
    protected static double[] Times(IReadOnlyList<double> a, IReadOnlyList<double> b) => [.. a.Zip(b, (x, y) => x * y)];

    /// <summary>Σₖ a[row, k]·v[k].</summary>
    protected static double Dot(double[] a, int row, ReadOnlySpan<double> v)
    {
        ReadOnlySpan<double> values = a.AsSpan(row * v.Length, v.Length);
        double sum = 0;
        for (int k = 0; k < v.Length; k++)
        {
            sum += values[k] * v[k];
        }

        return sum;
    }

    /// <summary>to[k] += factor·a[row, k].</summary>
    protected static void AddRow(double[] a, int row, double factor, Span<double> to)
    {
        ReadOnlySpan<double> values = a.AsSpan(row * to.Length, to.Length);
        for (int k = 0; k < to.Length; k++)
        {
            to[k] += factor * values[k];
        }
    }

    private double Recurrent(int row, double[] before) =>
        HeadUnits == 0 ? 0 : Dot(weights.R, row, before.AsSpan(FirstSeen(row), HeadUnits));
}
