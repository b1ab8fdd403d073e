namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>A direction of a recurrent operator in all its attributes, in double precision, written as the standard's text has it (onnx.ai, operators LSTM, GRU and RNN).</summary>
/// <param name="settings">The attributes.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="direction">0 or 1.</param>
/// <param name="products">Its products.</param>
internal sealed class ScalarRecurrence(RecurrentSettings settings, RecurrentInputs inputs, int direction, IRecurrentProducts products)
{
    private readonly int _rows = settings.Kind.Gates * inputs.H;
    private readonly double[] _bias = inputs.Bias?.ToDoubles().AsSpan(direction * 2 * settings.Kind.Gates * inputs.H, 2 * settings.Kind.Gates * inputs.H).ToArray()
        ?? new double[2 * settings.Kind.Gates * inputs.H];

    private readonly double[] _peepholes = inputs.Peepholes?.ToDoubles().AsSpan(direction * 3 * inputs.H, 3 * inputs.H).ToArray() ?? new double[3 * inputs.H];
    private readonly Func<double, double>[] _activations = [.. settings.Activations[direction].Select(a => a.Function)];
    private readonly double[] _hidden = new double[inputs.B * inputs.H];
    private readonly double[] _running = new double[inputs.B * inputs.H];
    private readonly bool[] _hasEnded = new bool[inputs.B];
    private readonly double[] _cell = new double[settings.Kind.HasCell ? inputs.B * inputs.H : 0];
    private readonly double[] _fromInput = new double[inputs.B * settings.Kind.Gates * inputs.H];
    private readonly double[] _fromState = new double[inputs.B * settings.Kind.Gates * inputs.H];
    private readonly double[] _reset = new double[inputs.B * inputs.H];

    /// <summary>Runs the direction.</summary>
    /// <param name="outputs">Y, Y_h and Y_c, of which the rows of this direction are written.</param>
    public void Run(FreshTensor[] outputs)
    {
        (int B, int H) = (inputs.B, inputs.H);
        Start(inputs.InitialHidden, _hidden);
        Start(inputs.InitialCell, _cell);
        var rows = new int[B];
        var steps = new int[B];
        for (int s = 0; s < inputs.T; s++)
        {
            for (int b = 0; b < B; b++)
            {
                // In reverse a sequence begins at its own last step.
                steps[b] = s >= inputs.Lengths[b] ? -1 : settings.Reverse[direction] ? inputs.Lengths[b] - 1 - s : s;
                rows[b] = steps[b] < 0 ? -1 : inputs.InputRow(steps[b], b);
            }

            products.FromInput(rows, _fromInput);
            Step(rows);
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

    private void Step(int[] rows)
    {
        bool resetsFirst = settings.Kind == RecurrentKind.Gru && !settings.ResetsAfter;
        // What a sequence behind its end gives to a product is read by nobody; but where states are rounded together, their range knows it: as in ONNX Runtime, once as its last state, then as zeros.
        _hidden.CopyTo(_running, 0);
        for (int b = 0; b < rows.Length; b++)
        {
            if (_hasEnded[b])
            {
                _running.AsSpan(b * inputs.H, inputs.H).Clear();
            }

            _hasEnded[b] = rows[b] < 0;
        }

        products.FromState(_running, _fromState, 0, settings.Kind.Gates - (resetsFirst ? 1 : 0));
        if (resetsFirst)
        {
            // h = g(X·Wh + (r ⊙ H)·Rh + Rbh + Wbh): the reset gates of all units come first.
            ForRunning(rows, (b, unit) => _reset[(b * inputs.H) + unit] = Gate(b, 1, unit) * _hidden[(b * inputs.H) + unit]);
            products.FromState(_reset, _fromState, 2, 1);
        }

        if (settings.Kind == RecurrentKind.Lstm)
        {
            ForRunning(rows, StepLstm);
        }
        else if (settings.Kind == RecurrentKind.Gru)
        {
            ForRunning(rows, StepGru);
        }
        else
        {
            ForRunning(rows, (b, unit) => _hidden[(b * inputs.H) + unit] = _activations[0](Clip(Sum(b, 0, unit))));
        }
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

    // Gates i, o, f, c; peepholes i, o, f.
    private void StepLstm(int b, int unit)
    {
        int at = (b * inputs.H) + unit;
        double before = _cell[at];
        double i = _activations[0](Clip(Sum(b, 0, unit) + (_peepholes[unit] * before)));
        double f = settings.CouplesGates ? 1 - i : _activations[0](Clip(Sum(b, 2, unit) + (_peepholes[(2 * inputs.H) + unit] * before)));
        double candidate = _activations[1](Clip(Sum(b, 3, unit)));
        double cell = (f * before) + (i * candidate);
        double o = _activations[0](Clip(Sum(b, 1, unit) + (_peepholes[inputs.H + unit] * cell)));

        // "Applied to the input of activations" says the text of clip; that the cell is one too, nobody who runs such models has taken it to mean.
        (_cell[at], _hidden[at]) = (cell, o * _activations[2](cell));
    }

    // Gates z, r, h.
    private void StepGru(int b, int unit)
    {
        int at = (b * inputs.H) + unit, column = (2 * inputs.H) + unit;
        double z = Gate(b, 0, unit);
        double fromState = _fromState[(b * _rows) + column] + _bias[_rows + column];
        double candidate = _activations[1](Clip(_fromInput[(b * _rows) + column] + _bias[column] + (settings.ResetsAfter ? Gate(b, 1, unit) * fromState : fromState)));
        _hidden[at] = ((1 - z) * candidate) + (z * _hidden[at]);
    }

    private double Gate(int b, int gate, int unit) => _activations[0](Clip(Sum(b, gate, unit)));

    private double Sum(int b, int gate, int unit)
    {
        int column = (gate * inputs.H) + unit;
        return _fromInput[(b * _rows) + column] + _fromState[(b * _rows) + column] + _bias[column] + _bias[_rows + column];
    }

    private double Clip(double x) => settings.Clip is { } clip ? Math.Clamp(x, -clip, clip) : x;

    private void Start(OnnxTensor? from, double[] state)
    {
        double[]? values = from?.ToDoubles();
        for (int b = 0; b < inputs.B && values is not null; b++)
        {
            values.AsSpan(inputs.StateRow(direction, b) * inputs.H, inputs.H).CopyTo(state.AsSpan(b * inputs.H));
        }
    }
}
