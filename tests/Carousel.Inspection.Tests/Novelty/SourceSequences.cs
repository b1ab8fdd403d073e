using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Novelty;

/// <summary>States of a small LSTM of fixed random weights that reads steps of one source, or of two in turn.</summary>
internal static class SourceSequences
{
    public const int Units = 12;

    private const int Inputs = 3;

    /// <summary>[T, H]; a source gives an autoregressive process around its mean.</summary>
    public static float[] States(Lstm network, Backend backend, int seed, int steps, IReadOnlyList<int> changes)
    {
        var draws = new Draws(seed);
        float[] noise = draws.Floats(steps * Inputs), input = new float[steps * Inputs];
        var last = new double[Inputs];
        int source = 0;
        for (int t = 0; t < steps; t++)
        {
            source += changes.Contains(t) ? 1 : 0;
            for (int i = 0; i < Inputs; i++)
            {
                last[i] = (0.6 * last[i]) + noise[(t * Inputs) + i];
                input[(t * Inputs) + i] = (float)(last[i] + (source % 2 == 0 ? 0.7 : -0.7) * (i - 1));
            }
        }

        return NetworkTrace.Of(backend, network, input, [TraceQuantity.Hidden])[0][TraceQuantity.Hidden];
    }

    /// <summary>[T, H] of noise whose units share sources, each of which carries a share of its step before.</summary>
    public static float[] Noise(int seed, int steps, double carried)
    {
        const int Before = 100;
        float[] noise = new Draws(5000 + seed).Floats((Before + steps) * Units),
            mixing = new Draws(9000 + seed).Floats(Units * Units), states = new float[steps * Units];
        var last = new double[Units];
        for (int t = 0; t < Before + steps; t++)
        {
            for (int i = 0; i < Units; i++)
            {
                last[i] = (carried * last[i]) + noise[(t * Units) + i];
            }

            for (int u = 0; t >= Before && u < Units; u++)
            {
                states[((t - Before) * Units) + u] = (float)last.Select((x, i) => x * mixing[(u * Units) + i]).Sum();
            }
        }

        return states;
    }

    public static Lstm Network(Backend backend)
    {
        var network = new Lstm(Inputs, Units);
        network.Build(backend, 11);
        return network;
    }
}
