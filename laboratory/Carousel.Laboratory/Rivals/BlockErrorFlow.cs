using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Rivals;

/// <summary>How much of an error at a sequence's end reaches the states of memory cells at earlier steps.</summary>
/// <remarks>
/// Where errors at net inputs are not sent on in time (the truncated gradient), ∂s(t)/∂s(t − 1) is 1, or the forget
/// gate's value: the error comes back as it was, however long the lag.
/// Back-propagation through time, in double precision; for networks without peepholes.
/// </remarks>
internal sealed class BlockErrorFlow
{
    private readonly BlockNetwork _network;
    private readonly float[] _weights;
    private readonly int[] _starts;
    private readonly List<double[]> _units = [];
    private readonly List<double[]> _nets = [];
    private readonly List<double[]> _states = [];

    private BlockErrorFlow(BlockNetwork network, ReadOnlySpan<float> weights)
    {
        if (network.HasPeepholes)
        {
            throw new NotSupportedException("Error flow is not measured in networks with peepholes.");
        }

        (_network, _weights) = (network, weights.ToArray());
        _starts = new int[network.HiddenUnits + 1];
        for (int u = 0; u < network.HiddenUnits; u++)
        {
            _starts[u + 1] = _starts[u] + network.Inputs + RecurrentInto(u) + (IsBiased(u) ? 1 : 0);
        }
    }

    private int ForgetGate => _network.Cells + _network.Blocks;

    private int OutputGate => ForgetGate + (_network.HasForgetGates ? _network.Blocks : 0);

    /// <summary>|∂E/∂s(T − 1 − lag)| for every lag, E being half the squared error of the last step.</summary>
    /// <param name="network">The network, all its blocks at work.</param>
    /// <param name="weights">[WeightCount], in the network's order.</param>
    /// <param name="sequence">A sequence of its task.</param>
    /// <param name="kind">Along which paths.</param>
    /// <returns>[T].</returns>
    public static double[] Measure(
        BlockNetwork network, ReadOnlySpan<float> weights, ProblemSequence sequence, GradientKind kind)
    {
        var flow = new BlockErrorFlow(network, weights);
        if (network.LeadingSteps == 1)
        {
            flow.Step(new double[network.Inputs]);
        }

        double[] x = [];
        for (int t = 0; t < sequence.Length; t++)
        {
            x = RecurrentErrorFlow.Inputs(network.Inputs, sequence, t);
            flow.Step(x);
        }

        return flow.Back(flow.CellErrors(x, sequence), sequence.Length, kind);
    }

    private int RecurrentInto(int unit) =>
        unit < _network.Cells && !_network.UnitsFeedCells ? 0 : _network.RecurrentSources;

    private bool IsBiased(int unit) =>
        _network.Biased.HasFlag(unit < _network.Cells ? BiasedUnits.Cells : BiasedUnits.Gates);

    private void Step(double[] x)
    {
        double[] before = _units.Count > 0 ? _units[^1] : new double[_network.HiddenUnits];
        double[] nets = new double[_network.HiddenUnits];
        for (int u = 0; u < nets.Length; u++)
        {
            nets[u] = Net(
                _starts[u],
                [.. x, .. before.AsSpan(0, RecurrentInto(u)), .. IsBiased(u) ? [1.0] : Array.Empty<double>()]);
        }

        double[] units = [.. nets.Select(net => Value(Squashing.Logistic, net))];
        double[] states = new double[_network.Cells];
        for (int c = 0; c < states.Length; c++)
        {
            int j = c / _network.BlockSize;
            double kept = _states.Count == 0
                ? 0
                : _states[^1][c] * (_network.HasForgetGates ? units[ForgetGate + j] : 1);
            states[c] = kept + (units[_network.Cells + j] * Value(_network.CellInput, nets[c]));
            units[c] = (_network.HasOutputGates ? units[OutputGate + j] : 1) * Value(_network.CellOutput, states[c]);
        }

        _nets.Add(nets);
        _units.Add(units);
        _states.Add(states);
    }

    /// <summary>What the last step's error sends to the cells' outputs.</summary>
    private double[] CellErrors(double[] x, ProblemSequence sequence)
    {
        var errors = new double[_network.Cells];
        int place = _starts[^1];
        double[] inputs = _network.InputsFeedOutputs ? x : [];
        bool isBiased = _network.Biased.HasFlag(BiasedUnits.Outputs);
        for (int o = 0; o < _network.Outputs; o++)
        {
            double net = Net(
                place,
                [.. inputs, .. _units[^1].AsSpan(0, _network.Cells), .. isBiased ? [1.0] : Array.Empty<double>()]);
            double delta = (RecurrentErrorFlow.Target(sequence, o) - Value(_network.Output, net))
                * Slope(_network.Output, net);
            for (int c = 0; c < errors.Length; c++)
            {
                errors[c] += delta * _weights[place + inputs.Length + c];
            }

            place += inputs.Length + _network.Cells + (isBiased ? 1 : 0);
        }

        return errors;
    }

    private double[] Back(double[] cellErrors, int length, GradientKind kind)
    {
        var sizes = new double[length];
        var errors = new double[_network.HiddenUnits];
        cellErrors.CopyTo(errors, 0);
        var stateErrors = new double[_network.Cells];
        int last = _states.Count - 1;
        for (int lag = 0; lag < length; lag++)
        {
            int t = last - lag;
            double[] deltas = BackThroughCells(t, errors, stateErrors);
            sizes[lag] = Math.Sqrt(stateErrors.Sum(error => error * error));
            errors = new double[_network.HiddenUnits];
            for (int u = 0; u < deltas.Length && kind == GradientKind.Full; u++)
            {
                for (int v = 0; v < RecurrentInto(u); v++)
                {
                    errors[v] += deltas[u] * _weights[_starts[u] + _network.Inputs + v];
                }
            }

            for (int c = 0; c < stateErrors.Length && _network.HasForgetGates; c++)
            {
                // What reaches the state of the step before along the carousel.
                stateErrors[c] *= _units[t][ForgetGate + (c / _network.BlockSize)];
            }
        }

        return sizes;
    }

    /// <summary>
    /// From errors of units and states after a step: completes those of the states, and gives those of net inputs.
    /// </summary>
    private double[] BackThroughCells(int t, double[] errors, double[] stateErrors)
    {
        var deltas = new double[_network.HiddenUnits];
        double[] gateErrors = [.. errors];
        for (int c = 0; c < stateErrors.Length; c++)
        {
            int j = c / _network.BlockSize;
            double o = _network.HasOutputGates ? _units[t][OutputGate + j] : 1;
            stateErrors[c] += errors[c] * o * Slope(_network.CellOutput, _states[t][c]);
            gateErrors[_network.Cells + j] += stateErrors[c] * Value(_network.CellInput, _nets[t][c]);
            deltas[c] = stateErrors[c] * _units[t][_network.Cells + j] * Slope(_network.CellInput, _nets[t][c]);
            if (_network.HasForgetGates)
            {
                gateErrors[ForgetGate + j] += stateErrors[c] * (t == 0 ? 0 : _states[t - 1][c]);
            }

            if (_network.HasOutputGates)
            {
                gateErrors[OutputGate + j] += errors[c] * Value(_network.CellOutput, _states[t][c]);
            }
        }

        for (int u = _network.Cells; u < deltas.Length; u++)
        {
            deltas[u] = gateErrors[u] * Slope(Squashing.Logistic, _nets[t][u]);
        }

        return deltas;
    }

    private double Net(int start, double[] sources)
    {
        double net = 0;
        for (int s = 0; s < sources.Length; s++)
        {
            net += _weights[start + s] * sources[s];
        }

        return net;
    }

    private static double Value(Squashing squashing, double x) => squashing switch
    {
        Squashing.Logistic => 1 / (1 + Math.Exp(-x)),
        Squashing.CenteredOne => (2 / (1 + Math.Exp(-x))) - 1,
        Squashing.CenteredTwo => (4 / (1 + Math.Exp(-x))) - 2,
        _ => x,
    };

    private static double Slope(Squashing squashing, double x)
    {
        double f = 1 / (1 + Math.Exp(-x));
        double slope = f * (1 - f);
        return squashing switch
        {
            Squashing.Logistic => slope,
            Squashing.CenteredOne => 2 * slope,
            Squashing.CenteredTwo => 4 * slope,
            _ => 1
        };
    }
}
