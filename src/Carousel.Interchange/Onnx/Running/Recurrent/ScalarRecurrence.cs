namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// A direction of a recurrent operator in all its attributes, in double precision, written as the standard's text has
/// it (onnx.ai, operators LSTM, GRU and RNN).
/// </summary>
/// <param name="settings">The attributes.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="direction">0 or 1.</param>
/// <param name="products">Its products.</param>
internal sealed class ScalarRecurrence(
    RecurrentSettings settings, RecurrentInputs inputs, int direction, IRecurrentProducts products)
{
    private readonly int _rows = settings.Kind.Gates * inputs.H;
    private readonly double[] _bias = inputs.Bias is { } bias
        ? inputs.Call.Doubles(bias.Part(direction, inputs.D))
        : inputs.Call.Scratch<double>(2 * settings.Kind.Gates * inputs.H);

    private readonly double[] _peepholes = inputs.Peepholes is { } peepholes
        ? inputs.Call.Doubles(peepholes.Part(direction, inputs.D))
        : inputs.Call.Scratch<double>(3 * inputs.H);
    private readonly Func<double, double>[] _activations = [.. settings.Activations[direction].Select(a => a.Function)];
    private readonly double[] _hidden = inputs.Call.Scratch<double>(inputs.B * inputs.H);
    private readonly double[] _cell = inputs.Call.Scratch<double>(settings.Kind.HasCell ? inputs.B * inputs.H : 0);
    private readonly double[] _fromInput = inputs.Call.Scratch<double>(inputs.B * settings.Kind.Gates * inputs.H);
    private readonly double[] _fromState = inputs.Call.Scratch<double>(inputs.B * settings.Kind.Gates * inputs.H);
    private readonly double[] _reset = inputs.Call.Scratch<double>(inputs.B * inputs.H);

    /// <summary>Runs the direction.</summary>
    /// <param name="outputs">Y, Y_h and Y_c, of which the rows of this direction are written.</param>
    public void Run(FreshTensor[] outputs)
    {
        (int B, int H) = (inputs.B, inputs.H);

        // What happens to a unit, made once and not in each step.
        Action<int, int> unit = settings.Kind == RecurrentKind.Lstm ? StepLstm
            : settings.Kind == RecurrentKind.Gru ? StepGru
            : StepRnn, reset = Reset;
        Start(inputs.InitialHidden, _hidden);
        Start(inputs.InitialCell, _cell);
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
            Step(rows, unit, reset);
            for (int b = 0; b < B; b++)
            {
                if (steps[b] >= 0)
                {
                    outputs[0].Write(inputs.OutputRow(steps[b], direction, b) * H, _hidden.AsSpan(b * H, H));
                }
            }
        }

        for (int b = 0; b < B; b++)
        {
            outputs[1].Write(inputs.StateRow(direction, b) * H, _hidden.AsSpan(b * H, H));
            if (settings.Kind.HasCell)
            {
                outputs[2].Write(inputs.StateRow(direction, b) * H, _cell.AsSpan(b * H, H));
            }
        }
    }

    private void Step(int[] rows, Action<int, int> unit, Action<int, int> reset)
    {
        bool resetsFirst = settings.Kind == RecurrentKind.Gru && !settings.ResetsAfter;
        products.FromState(_hidden, _fromState, 0, settings.Kind.Gates - (resetsFirst ? 1 : 0));
        if (resetsFirst)
        {
            // h = g(X·Wh + (r ⊙ H)·Rh + Rbh + Wbh): the reset gates of all units come first.
            ForRunning(rows, reset);
            products.FromState(_reset, _fromState, 2, 1);
        }

        ForRunning(rows, unit);
    }

    private void ForRunning(int[] rows, Action<int, int> run)
    {
        for (int b = 0; b < rows.Length; b++)
        {
            for (int unit = 0; unit < inputs.H && rows[b] >= 0; unit++)
            {
                run(b, unit);
            }
        }
    }

    private void Reset(int b, int unit) =>
        _reset[(b * inputs.H) + unit] = Gate(b, 1, unit) * _hidden[(b * inputs.H) + unit];

    private void StepRnn(int b, int unit) => _hidden[(b * inputs.H) + unit] = _activations[0](Clip(Sum(b, 0, unit)));

    // Gates i, o, f, c; peepholes i, o, f.
    private void StepLstm(int b, int unit)
    {
        int at = (b * inputs.H) + unit;
        double before = _cell[at];
        double i = _activations[0](Clip(Sum(b, 0, unit) + (_peepholes[unit] * before)));
        double f = settings.CouplesGates
            ? 1 - i
            : _activations[0](Clip(Sum(b, 2, unit) + (_peepholes[(2 * inputs.H) + unit] * before)));
        double candidate = _activations[1](Clip(Sum(b, 3, unit)));
        double cell = (f * before) + (i * candidate);
        double o = _activations[0](Clip(Sum(b, 1, unit) + (_peepholes[inputs.H + unit] * cell)));

        // "Applied to the input of activations" says the text of clip; that the cell is one too, nobody who runs such
        // models has taken it to mean.
        (_cell[at], _hidden[at]) = (cell, o * _activations[2](cell));
    }

    // Gates z, r, h.
    private void StepGru(int b, int unit)
    {
        int at = (b * inputs.H) + unit, column = (2 * inputs.H) + unit;
        double z = Gate(b, 0, unit);
        double fromState = _fromState[(b * _rows) + column] + _bias[_rows + column];
        double candidate = _activations[1](Clip(
            _fromInput[(b * _rows) + column] + _bias[column]
                + (settings.ResetsAfter ? Gate(b, 1, unit) * fromState : fromState)));
        _hidden[at] = ((1 - z) * candidate) + (z * _hidden[at]);
    }

    private double Gate(int b, int gate, int unit) => _activations[0](Clip(Sum(b, gate, unit)));

    private double Sum(int b, int gate, int unit)
    {
        int column = (gate * inputs.H) + unit;
        return _fromInput[(b * _rows) + column] + _fromState[(b * _rows) + column] + _bias[column]
            + _bias[_rows + column];
    }

    private double Clip(double x) => settings.Clip is { } clip ? Math.Clamp(x, -clip, clip) : x;

    private void Start(OnnxTensor? from, double[] state)
    {
        double[]? values = from is null ? null : inputs.Call.Doubles(from);
        for (int b = 0; b < inputs.B && values is not null; b++)
        {
            values.AsSpan(inputs.StateRow(direction, b) * inputs.H, inputs.H).CopyTo(state.AsSpan(b * inputs.H));
        }
    }
}
