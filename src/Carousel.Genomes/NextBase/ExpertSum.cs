using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Genomes.NextBase;

/// <summary>
/// A matrix that begins as the sum over experts: the row of a base has a one at that base of each expert.
/// </summary>
internal sealed class ExpertSum : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = column % rows == row ? 1 : 0;
            }
        }
    }
}
