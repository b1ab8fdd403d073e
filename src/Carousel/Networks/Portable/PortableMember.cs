using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>The layers of one network.</summary>
/// <param name="Layers">From the input of a step to the answer, in order. Those after a <see cref="Pooling"/> run
/// once, on the result of the pooling.</param>
internal sealed record PortableMember(IReadOnlyList<PortableLayer> Layers)
{
    /// <summary>
    /// Recurrent layers that read the past first; those of <see cref="Layers"/> start from their states. Empty for most
    /// models.
    /// </summary>
    public IReadOnlyList<PortableLayer> Before { get; init; } = [];

    /// <summary>A network of layers that read one another.</summary>
    /// <param name="layers">The layers; a stack is replaced by the layers inside.</param>
    /// <returns>The network.</returns>
    public static PortableMember Of(params Layer[] layers) => new([.. layers.SelectMany(PortableLayer.Of)]);
}
