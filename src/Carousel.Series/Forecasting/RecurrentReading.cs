using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Forecasting;

/// <summary>The first recurrent layer of a forecaster over one sequence: its inputs and outputs.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Features">[I], names of its inputs.</param>
/// <param name="Input">[T, I].</param>
/// <param name="Output">[T, H].</param>
internal sealed record RecurrentReading(
    RecurrentLayer Layer, IReadOnlyList<string> Features, float[] Input, float[] Output)
{
    /// <summary>Runs a layer step after step from its start.</summary>
    internal static RecurrentReading Of(
        Backend backend, RecurrentLayer layer, IReadOnlyList<string> features, float[] input)
    {
        int steps = input.Length / layer.InputSize;
        var output = new float[steps * layer.OutputSize];
        using var session = new StreamingSession(backend, layer);
        for (int t = 0; t < steps; t++)
        {
            session.Step(
                input.AsSpan(t * layer.InputSize, layer.InputSize),
                output.AsSpan(t * layer.OutputSize, layer.OutputSize));
        }

        return new RecurrentReading(layer, features, input, output);
    }
}
