using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Zeros, and for the units of each head forget biases that fall from one value to another by a power of their place:
/// units that keep for long and for a short time.
/// </summary>
/// <remarks>The program of Beck and others 2024.</remarks>
/// <param name="heads">Heads.</param>
/// <param name="first">Of a head's first unit.</param>
/// <param name="last">Of its last.</param>
/// <param name="power">Of the place between them.</param>
internal sealed class PowerBias(int heads, float first, float last, float power) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        values.Clear();
        int units = values.Length / blocks, head = units / heads;
        Span<float> forget = values.Slice(units, units);
        for (int u = 0; u < units; u++)
        {
            int place = u % head;
            float share = place == 0 ? 0 : Elementary.Exp(power * Elementary.Log((float)place / (head - 1)));
            forget[u] = first + ((last - first) * share);
        }
    }
}
