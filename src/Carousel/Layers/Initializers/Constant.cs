using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// One value everywhere, or one for each block of rows, such as a forget bias of 1: <c>new Constant(0, 1, 0, 0)</c>.
/// </summary>
/// <param name="valueOfBlock">One value for all blocks, or as many as there are blocks.</param>
public sealed class Constant(params float[] valueOfBlock) : Initializer
{
    /// <summary>All values 0.</summary>
    public static Constant Zero { get; } = new(0);

    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        if (valueOfBlock.Length != 1 && valueOfBlock.Length != blocks)
        {
            throw new InvalidOperationException(
                $"The parameter has {blocks} blocks, but {valueOfBlock.Length} values were given for them.");
        }

        int length = values.Length / blocks;
        for (int block = 0; block < blocks; block++)
        {
            values.Slice(block * length, length).Fill(valueOfBlock[valueOfBlock.Length == 1 ? 0 : block]);
        }
    }
}
