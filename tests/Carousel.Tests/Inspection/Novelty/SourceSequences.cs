using Carousel.Backends;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Testing;

namespace Carousel.Tests.Inspection.Novelty;

/// <summary>States of a small LSTM of fixed random weights that reads steps of one source, or of two in turn.</summary>
internal static class SourceSequences
{
    public const int Units = 12;

    private const int Inputs = 3;

    /// <summary>[T, H]; a source gives an autoregressive process around a mean of its own.</summary>
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

    public static Lstm Network(Backend backend)
    {
        var network = new Lstm(Inputs, Units);
        network.Build(backend, 11);
        return network;
    }
}
