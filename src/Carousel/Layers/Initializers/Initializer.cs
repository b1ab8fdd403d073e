using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>How a parameter begins.</summary>
public abstract class Initializer
{
    /// <summary>
    /// Fills a parameter that is made of equal blocks of rows, each initialised on its own, such as the gates of a
    /// cell.
    /// </summary>
    /// <param name="values">[rows, columns], overwritten. A vector is a matrix of one column.</param>
    /// <param name="rows">Rows of all blocks together.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="blocks">How many blocks of rows; divides <paramref name="rows"/>.</param>
    /// <param name="random">The numbers for this parameter, a function of the seed and its name.</param>
    public abstract void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random);
}
