namespace Carousel.Reference.Laboratory;

/// <summary>Everything that a network of memory cell blocks computed over a sequence.</summary>
internal sealed class BlockNetworkTrace
{
    private readonly BlockNetworkShape _shape;
    private readonly double[,] _x;
    private readonly BlockNetworkTrace? _frozen;

    /// <summary>Runs the network.</summary>
    /// <param name="shape">What it is made of.</param>
    /// <param name="w">[Weights] of each step: where a network learns within a sequence they differ.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="frozen">Where given, cells, gates and states reach net inputs with the values that they have there:
    /// what the truncated gradient takes for constant.</param>
    public BlockNetworkTrace(
        BlockNetworkShape shape, Func<int, double[]> w, double[,] x, BlockNetworkTrace? frozen = null)
    {
        (_shape, _x, _frozen) = (shape, x, frozen);
        int T = x.GetLength(0);
        Nets = new double[T, shape.Hidden];
        Units = new double[T, shape.Hidden];
        States = new double[T, shape.Cells];
        OutputNets = new double[T, shape.Outputs];
        Outputs = new double[T, shape.Outputs];
        for (int t = 0; t < T; t++)
        {
            for (int u = shape.Cells; u < shape.Hidden; u++)
            {
                // Output gates see the states of this very step where there are peepholes: they come after the cells.
                if (!(shape.OutputGates && u >= shape.OutputGate))
                {
                    ComputeGate(w(t), t, u);
                }
            }

            for (int c = 0; c < shape.Cells; c++)
            {
                int j = shape.Block(c);
                Nets[t, c] = Net(w(t), t, c);
                double forget = shape.ForgetGates ? Units[t, shape.ForgetGate + j] : 1;
                States[t, c] = (forget * State(t - 1, c))
                    + (Units[t, shape.InputGate + j] * shape.CellInput.Value(Nets[t, c]));
            }

            for (int u = shape.OutputGate; u < shape.Hidden; u++)
            {
                ComputeGate(w(t), t, u);
            }

            for (int c = 0; c < shape.Cells; c++)
            {
                Units[t, c] = OutputGateValue(t, c) * shape.CellOutput.Value(States[t, c]);
            }

            for (int k = 0; k < shape.Outputs; k++)
            {
                OutputNets[t, k] = Net(w(t), t, shape.Hidden + k);
                Outputs[t, k] = shape.Output.Value(OutputNets[t, k]);
            }
        }
    }

    /// <summary>[T, Hidden], net inputs of cells and gates.</summary>
    public double[,] Nets { get; }

    /// <summary>[T, Hidden], what cells and gates give.</summary>
    public double[,] Units { get; }

    /// <summary>[T, Cells].</summary>
    public double[,] States { get; }

    /// <summary>[T, O], net inputs of the output units.</summary>
    public double[,] OutputNets { get; }

    /// <summary>[T, O].</summary>
    public double[,] Outputs { get; }

    /// <summary>A state, 0 before the first step.</summary>
    public double State(int t, int c) => t < 0 ? 0 : States[t, c];

    /// <summary>1 without output gates.</summary>
    public double OutputGateValue(int t, int c) =>
        _shape.OutputGates ? Units[t, _shape.OutputGate + _shape.Block(c)] : 1;

    /// <summary>What reaches a unit's net input at step t, in the order of its weights.</summary>
    public double[] Sources(int t, int unit)
    {
        var sources = new List<double>();
        bool isOutput = unit >= _shape.Hidden, isCell = unit < _shape.Cells;
        for (int i = 0; i < (isOutput && !_shape.InputsFeedOutputs ? 0 : _shape.Inputs); i++)
        {
            sources.Add(t < _shape.Delay ? 0 : _x[t - _shape.Delay, i]);
        }

        if (isOutput)
        {
            for (int c = 0; c < _shape.Cells; c++)
            {
                sources.Add(t < _shape.Delay ? 0 : Units[t - _shape.Delay, c]);
            }

            AddBias(sources, _shape.OutputBiases);
            return [.. sources];
        }

        BlockNetworkTrace seen = _frozen ?? this;
        for (int v = 0; v < _shape.RecurrentInto(unit); v++)
        {
            sources.Add(t == 0 ? 0 : seen.Units[t - 1, v]);
        }

        if (_shape.Peepholes && !isCell)
        {
            int when = _shape.OutputGates && unit >= _shape.OutputGate ? t : t - 1;
            for (int v = 0; v < _shape.Size; v++)
            {
                sources.Add(seen.State(when, (_shape.Block(unit) * _shape.Size) + v));
            }
        }

        AddBias(sources, isCell ? _shape.CellBiases : _shape.GateBiases);
        return [.. sources];
    }

    private static void AddBias(List<double> sources, bool biased)
    {
        if (biased)
        {
            sources.Add(1);
        }
    }

    private void ComputeGate(double[] w, int t, int u)
    {
        Nets[t, u] = Net(w, t, u);
        Units[t, u] = SquashingReference.Logistic.Value(Nets[t, u]);
    }

    private double Net(double[] w, int t, int unit)
    {
        double net = 0;
        int place = _shape.Start(unit);
        foreach (double source in Sources(t, unit))
        {
            net += w[place++] * source;
        }

        return net;
    }
}
