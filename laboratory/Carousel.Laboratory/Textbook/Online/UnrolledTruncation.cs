using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Textbook.Online;

/// <summary>
/// The truncated gradient of 1997 the other way round: a whole sequence is kept, and the error of its last step goes
/// back over it, from state to state and nowhere else. In double precision.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, appendix A.1, for networks wired in full with output gates, without forget gates
/// and peepholes: s(t) = s(t−1) + i(t)·g(net(t)), y(t) = o(t)·h(s(t)), g in ±2, h in ±1. Since nothing is taken away
/// from a state, its error is the same at every step.
/// </remarks>
/// <param name="network">What it is made of; every unit has a bias.</param>
/// <param name="weights">[WeightCount], in the order of the lanes.</param>
internal sealed class UnrolledTruncation(BlockNetwork network, float[] weights)
{
    private readonly List<(double[] Sources, double[] Candidates, double[] States, double[] Units)> _steps = [];

    private int Sources => network.Inputs + network.HiddenUnits + 1;

    private int InputGate => network.Cells;

    private int OutputGate => network.Cells + network.Blocks;

    /// <summary>The negative gradient of half the squared error at the last step.</summary>
    /// <param name="inputs">[T][I].</param>
    /// <param name="target">[O].</param>
    /// <returns>[WeightCount].</returns>
    public double[] Descent(float[][] inputs, float[] target)
    {
        _steps.Clear();
        foreach (float[] input in inputs)
        {
            Step(input);
        }

        var descent = new double[weights.Length];
        int outputs = network.HiddenUnits * Sources;
        (_, _, double[] states, double[] units) = _steps[^1];
        var cellErrors = new double[network.Cells];
        for (int k = 0; k < network.Outputs; k++)
        {
            int first = outputs + (k * (network.Cells + 1));
            double net = weights[first + network.Cells];
            for (int c = 0; c < network.Cells; c++)
            {
                net += weights[first + c] * units[c];
            }

            double y = Logistic(net), delta = (target[k] - y) * y * (1 - y);
            descent[first + network.Cells] = delta;
            for (int c = 0; c < network.Cells; c++)
            {
                descent[first + c] = delta * units[c];
                cellErrors[c] += delta * weights[first + c];
            }
        }

        for (int c = 0; c < network.Cells; c++)
        {
            int block = c / network.BlockSize;
            double squashed = Centered(states[c]), gate = units[OutputGate + block];
            Add(descent, OutputGate + block, _steps[^1].Sources, cellErrors[c] * squashed * gate * (1 - gate));
            BackThroughTime(descent, c, block, cellErrors[c] * gate * (1 - (squashed * squashed)) / 2);
        }

        return descent;
    }

    // The derivative of h = 2σ − 1 is (1 − h²)/2, that of g = 4σ − 2 is (4 − g²)/4.
    private void BackThroughTime(double[] descent, int cell, int block, double stateError)
    {
        for (int t = _steps.Count - 1; t >= 0; t--)
        {
            (double[] sources, double[] candidates, _, double[] units) = _steps[t];
            double g = candidates[cell], gate = units[InputGate + block];
            Add(descent, cell, sources, stateError * gate * (4 - (g * g)) / 4);
            Add(descent, InputGate + block, sources, stateError * g * gate * (1 - gate));
        }
    }

    private void Add(double[] descent, int unit, double[] sources, double delta)
    {
        for (int s = 0; s < Sources; s++)
        {
            descent[(unit * Sources) + s] += delta * sources[s];
        }
    }

    // What a unit reads: inputs, cells and gates of the step before, 1.
    private void Step(float[] input)
    {
        double[] before = _steps.Count > 0 ? _steps[^1].Units : new double[network.HiddenUnits];
        double[] states = _steps.Count > 0 ? [.. _steps[^1].States] : new double[network.Cells];
        double[] sources = [.. input.Select(x => (double)x), .. before, 1];
        double[] nets =
        [
            .. Enumerable.Range(0, network.HiddenUnits).Select(
                u => sources.Select((z, s) => weights[(u * Sources) + s] * z).Sum()),
        ];
        double[] units = [.. nets.Select(Logistic)];
        double[] candidates = [.. nets.Take(network.Cells).Select(net => 2 * Centered(net))];
        for (int c = 0; c < network.Cells; c++)
        {
            int block = c / network.BlockSize;
            states[c] += units[InputGate + block] * candidates[c];
            units[c] = units[OutputGate + block] * Centered(states[c]);
        }

        _steps.Add((sources, candidates, states, units));
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double Centered(double x) => (2 * Logistic(x)) - 1;
}
