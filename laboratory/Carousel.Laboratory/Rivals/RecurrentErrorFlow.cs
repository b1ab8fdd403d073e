using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Rivals;

/// <summary>
/// How much of an error at a sequence's end reaches the hidden units of earlier steps, in a network of logistic units.
/// </summary>
/// <remarks>
/// Hochreiter 1991: each step back multiplies the error with f′ ≤ ¼ and a weight, so that it fades or grows
/// exponentially with the lag. Back-propagation through time, in double precision.
/// </remarks>
internal static class RecurrentErrorFlow
{
    /// <summary>|∂E/∂h(T − 1 − lag)| for every lag, E being half the squared error of the last step.</summary>
    /// <param name="network">The network; how it finds its gradient does not matter.</param>
    /// <param name="weights">[WeightCount], in the network's order.</param>
    /// <param name="sequence">A sequence of its task.</param>
    /// <returns>[T].</returns>
    public static double[] Measure(RecurrentNetwork network, ReadOnlySpan<float> weights, ProblemSequence sequence)
    {
        int T = sequence.Length;
        int U = network.Units;
        ReadOnlySpan<float> layer = weights[..(U * network.Sources)];
        ReadOnlySpan<float> outputLayer = weights[layer.Length..];
        var h = new double[T + 1][];
        h[0] = new double[U];
        double[] x = [];
        for (int t = 0; t < T; t++)
        {
            x = Inputs(network.Inputs, sequence, t);
            h[t + 1] = Layer(layer, U, [.. x, .. Bias(network), .. h[t]]);
        }

        double[] read = network.Place == OutputPlace.Beside ? h[T - 1] : h[T];
        bool among = network.Place == OutputPlace.Among;
        double[] y = among
            ? h[T][network.Hidden..]
            : Layer(outputLayer, network.Outputs, [.. network.ReadsInputs ? x : [], .. Bias(network), .. read]);
        var errors = new double[U];
        int fed = (network.OutputSources - U) * network.Outputs;
        for (int o = 0; o < y.Length; o++)
        {
            double error = Target(sequence, o) - y[o];
            if (among)
            {
                errors[network.Hidden + o] = error;
                continue;
            }

            for (int u = 0; u < U; u++)
            {
                errors[u] += error * y[o] * (1 - y[o]) * outputLayer[fed + (u * network.Outputs) + o];
            }
        }

        var sizes = new double[T];
        ReadOnlySpan<float> recurrent = layer[((network.Sources - U) * U)..];
        for (int lag = network.Place == OutputPlace.Beside ? 1 : 0; lag < T; lag++)
        {
            sizes[lag] = Math.Sqrt(errors.Sum(error => error * error));
            errors = Back(recurrent, errors, h[T - lag]);
        }

        return sizes;
    }

    /// <summary>The inputs of a step as numbers.</summary>
    internal static double[] Inputs(int count, ProblemSequence sequence, int t)
    {
        var x = new double[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = sequence.InputSize > 0 ? sequence.Inputs[(t * count) + i] : sequence.Symbols[t] == i ? 1 : 0;
        }

        return x;
    }

    /// <summary>An output's target at the last step.</summary>
    internal static double Target(ProblemSequence sequence, int output) =>
        sequence.OutputSize > 0 ? sequence.Targets[^(sequence.OutputSize - output)]
            : sequence.TargetSymbols[^1] == output ? 1
            : 0;

    private static double[] Bias(RecurrentNetwork network) => network.HasBias ? [1] : [];

    private static double[] Layer(ReadOnlySpan<float> weights, int units, double[] sources)
    {
        var y = new double[units];
        for (int u = 0; u < units; u++)
        {
            double net = 0;
            for (int s = 0; s < sources.Length; s++)
            {
                net += weights[(s * units) + u] * sources[s];
            }

            y[u] = 1 / (1 + Math.Exp(-net));
        }

        return y;
    }

    private static double[] Back(ReadOnlySpan<float> recurrent, double[] errors, double[] h)
    {
        var before = new double[errors.Length];
        for (int l = 0; l < errors.Length; l++)
        {
            for (int u = 0; u < errors.Length; u++)
            {
                before[l] += recurrent[(l * errors.Length) + u] * errors[u] * h[u] * (1 - h[u]);
            }
        }

        return before;
    }
}
