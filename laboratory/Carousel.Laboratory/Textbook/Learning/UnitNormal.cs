using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Learning;

/// <summary>Normal numbers of variance 1 whatever the layer's sizes: what one does who knows no better.</summary>
internal sealed class UnitNormal : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random) =>
        Drawing.Normal(values, 1, random);
}
