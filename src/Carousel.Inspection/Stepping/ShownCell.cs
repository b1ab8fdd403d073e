using Carousel.Inspection.Equations;
using Carousel.Layers;

namespace Carousel.Inspection.Stepping;

/// <summary>The equations of a cell, term by term, so that each can be shown beside its values.</summary>
/// <remarks>
/// They are evaluated in double precision with the weights of a layer of the library; what comes out is compared with
/// what that layer gives.
/// </remarks>
/// <param name="equations">The equations with their weights.</param>
internal abstract class ShownCell(CellEquations equations)
{
    /// <summary>Features of a step.</summary>
    public int I => equations.InputSize;

    /// <summary>Units.</summary>
    public int H => equations.OutputSize;

    /// <summary>The cell's name.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it holds a state of its own beside what it shows.</summary>
    public bool HasCell => equations.StateSize > H;

    /// <summary>A layer's cell.</summary>
    /// <param name="layer">An LSTM (plain, with peepholes or coupled gates), a GRU or an Elman layer, built.</param>
    /// <exception cref="NotSupportedException">It is another layer.</exception>
    public static ShownCell Of(SequenceLayer layer) => layer switch
    {
        Lstm lstm when LstmEquations.Of(lstm) is { } equations => new ShownLstm(equations, lstm),
        Gru gru => new ShownGru(gru),
        Elman elman => new ShownElman(ElmanEquations.Of(elman)),
        Lstm =>
            throw new NotSupportedException(
                $"The layer '{layer.Path}' is an LSTM with a projection, layer normalisation or zoneout, whose steps "
                + $"are not shown: shown are LSTM layers, plain, with peepholes or coupled gates, GRU and Elman "
                + $"layers."),
        _ =>
            throw new NotSupportedException(
                $"The layer '{layer.Path}' is a {layer.GetType().Name}, which is no LSTM, GRU or Elman layer."),
    };

    /// <summary>Runs one step.</summary>
    /// <param name="x">[I].</param>
    /// <param name="before">The state before it.</param>
    /// <returns>Every equation with its terms, and the state after it.</returns>
    public ShownStep Step(ReadOnlySpan<float> x, CellState before)
    {
        double[] input = [.. x.ToArray().Select(v => (double)v)];
        CellStep step = equations.Step(input, [.. before.Hidden, .. HasCell ? before.Cell : []]);
        double[] hidden = step.After[..H];
        var after = new CellState(hidden, HasCell ? step.After[H..] : hidden);
        return new ShownStep(input, Parts(step, equations.Terms(step), before, after), before, after);
    }

    /// <summary>The state at the start of a sequence.</summary>
    public CellState Start() => new(new double[H], new double[H]);

    /// <summary>A state as the layer keeps it.</summary>
    /// <param name="state">[S], h, then c.</param>
    public CellState StateOf(ReadOnlySpan<float> state)
    {
        double[] values = [.. state.ToArray().Select(v => (double)v)];
        return new CellState(values[..H], HasCell ? values[H..] : values[..H]);
    }

    /// <summary>The equations of a step with their values.</summary>
    /// <param name="step">The step.</param>
    /// <param name="terms">The terms of its gates, in the order of the layer's.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="after">The state after it.</param>
    protected abstract IReadOnlyList<StepPart> Parts(
        CellStep step, IReadOnlyList<GateTerms> terms, CellState before, CellState after);

    /// <summary>A gate's values in a step.</summary>
    protected double[] Gate(CellStep step, int gate) => step.Gates[(gate * H)..((gate + 1) * H)];

    /// <summary>Unit by unit.</summary>
    protected static double[] Times(IReadOnlyList<double> a, IReadOnlyList<double> b) => [.. a.Zip(b, (x, y) => x * y)];
}
