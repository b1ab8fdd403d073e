namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// A direction of a recurrent operator in all its attributes, in double precision, written as the standard's text has
/// it (onnx.ai, the recurrent operators).
/// </summary>
/// <param name="settings">The attributes.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="direction">0 or 1.</param>
/// <param name="products">Its products.</param>
internal sealed class ScalarRecurrence(
    RecurrentSettings settings, RecurrentInputs inputs, int direction, IRecurrentProducts products)
{
    private readonly int _rows = settings.Kind.GateCount * inputs.H;
    private readonly double[] _bias = inputs.Bias is { } bias
        ? inputs.Call.Doubles(bias.Part(direction, inputs.D))
        : inputs.Call.Scratch<double>(2 * settings.Kind.GateCount * inputs.H);

    private readonly double[] _fromInput = inputs.Call.Scratch<double>(inputs.B * settings.Kind.GateCount * inputs.H);
    private readonly double[] _fromState = inputs.Call.Scratch<double>(inputs.B * settings.Kind.GateCount * inputs.H);

    /// <summary>The attributes.</summary>
    public RecurrentSettings Settings => settings;

    /// <summary>H: units.</summary>
    public int H => inputs.H;

    /// <summary>Those of the direction.</summary>
    public Func<double, double>[] Activations { get; } =
        [.. settings.Activations[direction].Select(a => a.Function)];

    /// <summary>[3, H], by gate i, o, f; zeros where there are none.</summary>
    public double[] Peepholes { get; } = inputs.Peepholes is { } peepholes
        ? inputs.Call.Doubles(peepholes.Part(direction, inputs.D))
        : inputs.Call.Scratch<double>(3 * inputs.H);

    /// <summary>[B, H].</summary>
    public double[] Hidden { get; } = inputs.Call.Scratch<double>(inputs.B * inputs.H);

    /// <summary>[B, H]; empty for a cell without.</summary>
    public double[] Cell { get; } = inputs.Call.Scratch<double>(settings.Kind.HasCellState ? inputs.B * inputs.H : 0);

    /// <summary>[B, H], for what a cell has to keep within a step.</summary>
    public double[] Room { get; } = inputs.Call.Scratch<double>(inputs.B * inputs.H);

    /// <summary>Runs the direction.</summary>
    /// <param name="outputs">Y, Y_h and Y_c, of which the rows of this direction are written.</param>
    public void Run(FreshTensor[] outputs)
    {
        (int B, int H) = (inputs.B, inputs.H);
        var cell = OnnxCell.Of(settings.Kind);
        Start(inputs.InitialHidden, Hidden);
        Start(inputs.InitialCell, Cell);
        int[] rows = inputs.Call.Scratch<int>(B), steps = inputs.Call.Scratch<int>(B);
        for (int s = 0; s < inputs.T; s++)
        {
            for (int b = 0; b < B; b++)
            {
                // In reverse a sequence begins at its own last step.
                steps[b] = s >= inputs.Lengths[b] ? -1 : settings.Reverse[direction] ? inputs.Lengths[b] - 1 - s : s;
                rows[b] = steps[b] < 0 ? -1 : inputs.InputRow(steps[b], b);
            }

            products.FromInput(rows, _fromInput);
            cell.Step(this, rows);
            for (int b = 0; b < B; b++)
            {
                if (steps[b] >= 0)
                {
                    outputs[0].Write(inputs.OutputRow(steps[b], direction, b) * H, Hidden.AsSpan(b * H, H));
                }
            }
        }

        for (int b = 0; b < B; b++)
        {
            outputs[1].Write(inputs.StateRow(direction, b) * H, Hidden.AsSpan(b * H, H));
            if (settings.Kind.HasCellState)
            {
                outputs[2].Write(inputs.StateRow(direction, b) * H, Cell.AsSpan(b * H, H));
            }
        }
    }

    /// <summary>R of some gates times what comes from the step before.</summary>
    /// <param name="state">[B, H].</param>
    /// <param name="first">The first gate.</param>
    /// <param name="gates">How many.</param>
    public void TakeState(double[] state, int first, int gates) =>
        products.FromState(state, _fromState, first, gates);

    /// <summary>Visits all units of all sequences that have not ended.</summary>
    public void ForRunning(int[] rows, Action<ScalarRecurrence, int, int> run)
    {
        for (int b = 0; b < rows.Length; b++)
        {
            for (int unit = 0; unit < inputs.H && rows[b] >= 0; unit++)
            {
                run(this, b, unit);
            }
        }
    }

    /// <summary>All that a gate of a unit sums up.</summary>
    public double Sum(int b, int gate, int unit)
    {
        int column = (gate * inputs.H) + unit;
        return _fromInput[(b * _rows) + column] + _fromState[(b * _rows) + column] + _bias[column]
            + _bias[_rows + column];
    }

    /// <summary>What comes from the input, with its bias.</summary>
    public double FromInput(int b, int gate, int unit) =>
        _fromInput[(b * _rows) + (gate * inputs.H) + unit] + _bias[(gate * inputs.H) + unit];

    /// <summary>What comes from the state, with its bias.</summary>
    public double FromState(int b, int gate, int unit) =>
        _fromState[(b * _rows) + (gate * inputs.H) + unit] + _bias[_rows + (gate * inputs.H) + unit];

    /// <summary>An activation of a sum that is cut off where the operator says so.</summary>
    public double Squash(int activation, double x) =>
        Activations[activation](settings.Clip is { } clip ? Math.Clamp(x, -clip, clip) : x);

    private void Start(OnnxTensor? from, double[] state)
    {
        double[]? values = from is null ? null : inputs.Call.Doubles(from);
        for (int b = 0; b < inputs.B && values is not null; b++)
        {
            values.AsSpan(inputs.StateRow(direction, b) * inputs.H, inputs.H).CopyTo(state.AsSpan(b * inputs.H));
        }
    }
}
