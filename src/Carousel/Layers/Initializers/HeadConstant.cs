using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Zeros, followed by a value for each gate of each head.</summary>
/// <param name="heads">Heads.</param>
/// <param name="gates">A gate's values in the first and the last head; in between they rise evenly.</param>
internal sealed class HeadConstant(int heads, params (float First, float Last)[] gates) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        values.Clear();
        Span<float> own = values[^(gates.Length * heads)..];
        for (int gate = 0; gate < gates.Length; gate++)
        {
            (float first, float last) = gates[gate];
            for (int head = 0; head < heads; head++)
            {
                own[(gate * heads) + head] = heads == 1 ? first : first + ((last - first) * head / (heads - 1));
            }
        }
    }
}
