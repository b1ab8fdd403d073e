using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Shield;

/// <summary>
/// Sets a gate of a built LSTM to the same value at every step, whatever the input: no weights, and a bias.
/// </summary>
internal static class CellGates
{
    /// <summary>
    /// The logistic function of this is 1 to the last bit of single precision. It is so large because that last bit
    /// gives gradients of some 10⁻⁸ that Adam blows up: however far they move the gate's weights in 10⁵ steps of 0.01,
    /// it stays at 1.
    /// </summary>
    private const float Saturated = 1e5f;

    /// <summary>Takes a gate away: it is 1.</summary>
    /// <param name="layer">A built layer with four gates.</param>
    /// <param name="gate">0 … 3: i, f, g, o.</param>
    public static void Remove(Lstm layer, int gate) => Fix(layer, gate, Saturated);

    /// <summary>Sets a gate to a value.</summary>
    /// <param name="layer">A built layer with four gates.</param>
    /// <param name="gate">0 … 3: i, f, g, o.</param>
    /// <param name="value">Between 0 and 1.</param>
    public static void Set(Lstm layer, int gate, double value) =>
        Fix(layer, gate, (float)Math.Log(value / (1 - value)));

    private static void Fix(Lstm layer, int gate, float bias)
    {
        Fill(layer.W, gate, 0);
        Fill(layer.R, gate, 0);
        Fill(layer.B, gate, bias);
    }

    private static void Fill(Parameter parameter, int gate, float value)
    {
        float[] values = parameter.Value.ToArray();
        int length = values.Length / LstmGates.Count;
        values.AsSpan(gate * length, length).Fill(value);
        parameter.Set(values);
    }
}
