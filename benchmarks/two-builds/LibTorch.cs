using TorchSharp;
using static TorchSharp.torch;
using Recurrent = TorchSharp.Modules;

/// <summary>The same work by LibTorch through TorchSharp, in the place of a build.</summary>
public sealed class Workload
{
    private readonly Func<Tensor, Tensor> _layer;
    private readonly Action<bool> _clear;
    private readonly Tensor _input, _gradient;
    private Tensor _hidden, _cell;
    private readonly Func<(Tensor, Tensor)> _step;

    private Workload(string cell, int inputs, int units, int batch, int steps)
    {
        set_num_threads(1);
        random.manual_seed(1);
        (_input, _gradient) = (randn(steps, batch, inputs), randn(steps, batch, units));
        Tensor row = randn(1, 1, inputs);
        (_hidden, _cell) = (zeros(1, 1, units), zeros(1, 1, units));
        switch (cell)
        {
            case "lstm":
                Recurrent.LSTM lstm = nn.LSTM(inputs, units);
                (_layer, _clear) = (x => lstm.call(x).Item1, lstm.zero_grad);
                _step = () =>
                {
                    (Tensor y, Tensor hidden, Tensor state) = lstm.call(row, (_hidden, _cell));
                    y.Dispose();
                    return (hidden, state);
                };
                break;
            case "gru":
                Recurrent.GRU gru = nn.GRU(inputs, units);
                (_layer, _clear) = (x => gru.call(x).Item1, gru.zero_grad);
                _step = () => Alone(gru.call(row, _hidden));
                break;
            default:
                Recurrent.RNN rnn = nn.RNN(inputs, units);
                (_layer, _clear) = (x => rnn.call(x).Item1, rnn.zero_grad);
                _step = () => Alone(rnn.call(row, _hidden));
                break;
        }
    }

    /// <summary>Runs a part as often as it is told; there are no bits to compare, and no 8 bits.</summary>
    public static Func<string, int, ulong>? Make(
        string cell, int inputs, int units, int batch, int steps, bool inBytes, int threads) =>
        inBytes || cell == "peepholes" ? null
        : units == 0 ? new Loop(cell).Run
        : new Workload(cell, inputs, units, batch, steps).Run;

    private static (Tensor Hidden, Tensor Cell) Alone((Tensor Output, Tensor Hidden) step)
    {
        step.Output.Dispose();
        return (step.Hidden, zeros(1, 1, 1));
    }

    private ulong Run(string part, int times)
    {
        for (int i = 0; i < times; i++)
        {
            switch (part)
            {
                case "forward":
                    using (NewDisposeScope())
                    using (no_grad())
                    {
                        _layer(_input);
                    }

                    break;
                case "training":
                    using (NewDisposeScope())
                    {
                        _clear(true);
                        _layer(_input.detach().requires_grad_(true)).backward([_gradient]);
                    }

                    break;
                default:
                    using (no_grad())
                    {
                        (Tensor hidden, Tensor cell) = (_hidden, _cell);
                        (_hidden, _cell) = _step();
                        hidden.Dispose();
                        cell.Dispose();
                    }

                    break;
            }
        }

        return 0;
    }
}
