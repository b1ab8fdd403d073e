using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>A layer of a network that leaves Carousel.</summary>
/// <param name="Layer">An embedding, a recurrent layer, a dense layer, a tied one, or a pooling.</param>
internal sealed record PortableLayer(Layer Layer)
{
    /// <summary>Whether it reads the output of the layer before it followed by the step's input.</summary>
    public bool JoinsInput { get; init; }

    /// <summary>A layer, or those inside a stack; dropout is left out, for it does nothing in use.</summary>
    /// <param name="layer">The layer.</param>
    public static IEnumerable<PortableLayer> Of(Layer layer) => layer switch
    {
        Dropout => [],
        Stack stack => stack.Layers.SelectMany(Of),
        _ => [new PortableLayer(layer)],
    };
}
