using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Another way to begin, with zeros in the last rows: gates of a head that first act alike at all steps.
/// </summary>
/// <param name="count">Rows of zeros.</param>
/// <param name="others">How the rows before them begin.</param>
internal sealed class HeadRows(int count, Initializer others) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        int wide = (rows - count) * columns;
        values[wide..].Clear();
        others.Fill(values[..wide], rows - count, columns, blocks, random);
    }
}
