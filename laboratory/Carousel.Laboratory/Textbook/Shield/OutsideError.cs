using Carousel.Autograd;
using Carousel.Inspection;
using Carousel.Laboratory.Trials;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Shield;

/// <summary>
/// How much of an error at the output of the last step reaches the cell of the steps before, with the output gate held
/// at a value.
/// </summary>
internal static class OutsideError
{
    private const int InputSize = 4;
    private const int OutputGate = 3;

    /// <summary>Measures on a layer of random weights over random inputs, by the layer's gradient.</summary>
    /// <param name="backend">One thread.</param>
    /// <param name="seed">Of weights and inputs.</param>
    /// <param name="hidden">H.</param>
    /// <param name="steps">T.</param>
    /// <param name="gate">o.</param>
    /// <returns>[T], by lag from 1: ∂h_T/∂c_{T−q} by Frobenius over √H.</returns>
    public static double[] Measure(Backend backend, ulong seed, int hidden, int steps, double gate)
    {
        var layer = new Lstm(InputSize, hidden);
        layer.Build(backend, seed);
        CellGates.Set(layer, OutputGate, gate);
        var random = new TrialRandom(seed, "shield/inputs", 0);
        float[] input = [.. Enumerable.Range(0, steps * InputSize).Select(_ => random.Gaussian())];

        int S = layer.StateSize;
        double[] errors = new double[hidden * S], pulled = new double[hidden * S];
        for (int u = 0; u < hidden; u++)
        {
            errors[(u * S) + u] = 1;
        }

        var into = new double[steps];
        using (var pull = new TapePull(backend, layer, input, ChunkedRun.Over(backend, layer, [])))
        {
            for (int lag = 1; lag <= steps; lag++)
            {
                pull.Pull(steps - lag, errors, pulled);
                (errors, pulled) = (pulled, errors);
                double squares = 0;
                for (int u = 0; u < hidden; u++)
                {
                    squares += errors.AsSpan((u * S) + hidden, hidden).ToArray().Sum(e => e * e);
                }

                into[lag - 1] = Math.Sqrt(squares / hidden);
            }
        }

        return into;
    }
}
