using Carousel.Autograd;
using Carousel.Inspection.Equations;
using Carousel.Layers;

namespace Carousel.Inspection;

/// <summary>
/// The error flow of a recurrent layer over one sequence: how much of an error in the state after the last step reaches
/// the state q steps before, ∂s_T/∂s_{T−q}.
/// </summary>
/// <remarks>
/// Definitions: docs/derivations/back-propagation-through-time.md. Lag q passes q steps; between the last and the
/// first of T steps lie
/// T − 1. Errors are followed backwards
/// through the layer's gradient, one row for each direction; where all directions are followed, the Jacobian is
/// complete.
/// </remarks>
public sealed class GradientFlow
{
    private GradientFlow(int steps, bool isComplete, IReadOnlyList<StateFlow> parts)
    {
        (Steps, IsComplete, Parts) = (steps, isComplete, parts);
    }

    /// <summary>T: how many steps the sequence has.</summary>
    public int Steps { get; }

    /// <summary>The greatest lag.</summary>
    public int Lags => Parts[0].Gain.Count - 1;

    /// <summary>Whether every direction was followed; else gains are means over random ones.</summary>
    public bool IsComplete { get; }

    /// <summary>
    /// The parts of the state, in its order: h, then c of a cell that has one; those of a stack's layers,
    /// the lowest first.
    /// </summary>
    public IReadOnlyList<StateFlow> Parts { get; }

    /// <summary>
    /// Measures a causal layer whose state carries errors from step to step (recurrent, a stack of such, a
    /// custom recurrent layer), by its gradient in single precision.
    /// </summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="layer">A built layer; its parameters and their gradients stay unchanged.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="lags">The greatest lag; 0 or more than T − 1 for T − 1.</param>
    /// <param name="directions">Errors followed in each part of the state; 0 for all of a part of up to 256 values, and
    /// for 64 random ones of a larger part.</param>
    /// <returns>The flow.</returns>
    /// <exception cref="ArgumentException">The layer is not causal or has no state, or the input is not a whole number
    /// of steps.</exception>
    public static GradientFlow Of(
        Backend backend, SequenceLayer layer, ReadOnlySpan<float> input, int lags = 0, int directions = 0)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        ArgumentOutOfRangeException.ThrowIfNegative(directions);
        int T = StepsOf(layer, input);
        return Measure(backend, layer, input, ChunkedRun.Over(backend, layer, []), LagsOf(lags, T), directions);
    }

    /// <summary>
    /// Measures a layer over the last steps before one place of a sequence, from the state that it comes with: for long
    /// sequences.
    /// </summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="layer">A built layer, as for <see cref="Of"/>.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="end">The step after the one whose error is followed, lags + 1 … T.</param>
    /// <param name="lags">The greatest lag, 1 or more.</param>
    /// <param name="directions">As for <see cref="Of"/>.</param>
    /// <param name="start">[S], the state before the first step; empty for the layer's start state.</param>
    /// <returns>The flow over lags + 1 steps.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range; the end must be within lags + 1 …
    /// T.</exception>
    public static GradientFlow Before(
        Backend backend, SequenceLayer layer, ReadOnlySpan<float> input, int end, int lags, int directions = 0,
        ReadOnlySpan<float> start = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lags);
        ArgumentOutOfRangeException.ThrowIfNegative(directions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, StepsOf(layer, input));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, lags);
        int I = layer.InputSize, first = end - lags - 1;
        float[] before = ChunkedRun.Over(backend, layer, input[..(first * I)], start: start);
        return Measure(backend, layer, input[(first * I)..(end * I)], before, lags, directions);
    }

    /// <summary>Measures a layer in double precision, from its equations; slower, for small layers.</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="layer">A built recurrent layer, an LSTM plain or with peepholes, or a stack of those.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="lags">The greatest lag; 0 or more than T − 1 for T − 1.</param>
    /// <returns>The complete flow.</returns>
    /// <exception cref="ArgumentException">The layer is not causal or has no state, or the input is not a whole number
    /// of steps.</exception>
    /// <exception cref="NotSupportedException">The equations of the layer in double precision are not
    /// known.</exception>
    public static GradientFlow InDouble(Backend backend, SequenceLayer layer, ReadOnlySpan<float> input, int lags = 0)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        StepsOf(layer, input);
        CellEquations equations = CellEquations.Of(layer)
            ?? throw new NotSupportedException(
                $"The equations of the layer '{layer.Path}'{Name(layer)} in double precision are not known: measure it "
                + $"by {nameof(Of)}.");
        return InDouble(
            equations, StatePart.Of(layer), Rows(input, layer.InputSize),
            [.. ChunkedRun.Over(backend, layer, []).Select(v => (double)v)], lags);
    }

    /// <summary>Measures equations with parameters of double precision.</summary>
    /// <param name="equations">The equations.</param>
    /// <param name="parts">The parts of their state.</param>
    /// <param name="input">[T], each [I].</param>
    /// <param name="start">[S], the state before the first step.</param>
    /// <param name="lags">The greatest lag; 0 for T − 1.</param>
    internal static GradientFlow InDouble(
        CellEquations equations, IReadOnlyList<StatePart> parts, double[][] input, double[] start, int lags = 0)
    {
        int T = input.Length, S = equations.StateSize;
        lags = LagsOf(lags, T);
        CellStep[] steps = Run(equations, input, start);
        var rows = new FlowRows(parts, S, S);
        double[] noOutput = new double[equations.OutputSize], unused = new double[equations.InputSize];
        rows.Follow(T, lags, (t, errors, pulled) =>
        {
            for (int k = 0; k < errors.Length / S; k++)
            {
                equations.Pull(steps[t], noOutput, errors.AsSpan(k * S, S), unused, pulled.AsSpan(k * S, S));
            }
        });
        return new GradientFlow(T, isComplete: true, rows.Flows(T, lags, Kept(steps, parts)));
    }

    /// <summary>All steps of a sequence.</summary>
    internal static CellStep[] Run(CellEquations equations, double[][] input, double[] start)
    {
        var steps = new CellStep[input.Length];
        double[] state = start;
        for (int t = 0; t < steps.Length; t++)
        {
            steps[t] = equations.Step(input[t], state);
            state = steps[t].After;
        }

        return steps;
    }

    private static GradientFlow Measure(
        Backend backend, SequenceLayer layer, ReadOnlySpan<float> input, float[] start, int lags, int directions)
    {
        int T = input.Length / layer.InputSize;
        var rows = new FlowRows(StatePart.Of(layer), layer.StateSize, directions);
        using (var pull = new TapePull(backend, layer, input, start))
        {
            rows.Follow(T, lags, pull.Pull);
        }

        double[][] kept = CellEquations.Of(layer) is { } equations && rows.Parts.Any(p => p.Kept is not null)
            ? Kept(equations, Rows(input, layer.InputSize), [.. start.Select(v => (double)v)], rows.Parts)
            : [];
        return new GradientFlow(T, rows.IsComplete, rows.Flows(T, lags, kept));
    }

    private static string Name(SequenceLayer layer) =>
        layer is RecurrentLayer recurrent ? $", {recurrent.Cell.WithArticle}," : "";

    private static int LagsOf(int lags, int T) => lags == 0 ? T - 1 : Math.Min(lags, T - 1);

    private static int StepsOf(SequenceLayer layer, ReadOnlySpan<float> input)
    {
        if (!layer.IsCausal || layer.StateSize == 0)
        {
            throw new ArgumentException(
                $"The layer '{layer.Path}' {(layer.IsCausal ? "has no state" : "is not causal")}: error flow needs a "
                + "state that goes from step to step.", nameof(layer));
        }

        if (input.Length == 0 || input.Length % layer.InputSize != 0)
        {
            throw new ArgumentException(
                $"input: expected [T, I] with I = {layer.InputSize}, but got {input.Length} values.", nameof(input));
        }

        return input.Length / layer.InputSize;
    }

    private static double[][] Rows(ReadOnlySpan<float> input, int width)
    {
        var rows = new double[input.Length / width][];
        for (int t = 0; t < rows.Length; t++)
        {
            rows[t] = [.. input.Slice(t * width, width).ToArray().Select(v => (double)v)];
        }

        return rows;
    }

    private static double[][] Kept(
        CellEquations equations, double[][] input, double[] start, IReadOnlyList<StatePart> parts) =>
        Kept(Run(equations, input, start), parts);

    /// <summary>[parts][T·size]: the gates by which a part keeps its state, or nothing.</summary>
    private static double[][] Kept(CellStep[] steps, IReadOnlyList<StatePart> parts) =>
        [
            .. parts.Select(
                part => part.Kept is { } path
                    ? steps.SelectMany(step => path.Aggregate(step, (s, l) => s.Inner[l]).Kept).ToArray()
                    : []),
        ];
}
