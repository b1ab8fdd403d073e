using Carousel.Networks;

namespace Carousel.Interchange.Keras;

/// <summary>
/// Keras's matrices stand [inputs, gates · units]; Carousel's [gates · units, inputs], with gates in an order of their
/// own.
/// </summary>
internal static class KerasWeights
{
    /// <summary>A matrix, turned, its gates in Carousel's order.</summary>
    /// <param name="kernel">[I, G·H].</param>
    /// <param name="gates">[G]: the index in Keras of each of Carousel's gates.</param>
    /// <param name="units">H.</param>
    /// <returns>[G·H, I].</returns>
    public static NetworkWeight Turned(ReadOnlyMemory<float> kernel, int[] gates, int units) =>
        new(kernel.Length, turned =>
        {
            ReadOnlySpan<float> values = kernel.Span;
            int columns = gates.Length * units, inputs = values.Length / columns;
            for (int row = 0; row < columns; row++)
            {
                int from = (gates[row / units] * units) + (row % units);
                for (int i = 0; i < inputs; i++)
                {
                    turned[(row * inputs) + i] = values[(i * columns) + from];
                }
            }
        });

    /// <summary>A bias, its gates in Carousel's order.</summary>
    /// <param name="bias">[G·H].</param>
    /// <param name="gates">[G]: the index in Keras of each of Carousel's gates.</param>
    /// <param name="units">H.</param>
    /// <returns>[G·H].</returns>
    public static float[] Ordered(ReadOnlySpan<float> bias, int[] gates, int units)
    {
        var ordered = new float[bias.Length];
        for (int gate = 0; gate < gates.Length; gate++)
        {
            bias.Slice(gates[gate] * units, units).CopyTo(ordered.AsSpan(gate * units));
        }

        return ordered;
    }

    /// <summary>The same number in all places.</summary>
    public static NetworkWeight Equal(int length, float value) => new(length, values => values.Fill(value));
}
