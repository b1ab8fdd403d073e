using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A tensor of a step and its place on the tape.</summary>
/// <param name="Value">The values.</param>
/// <param name="Slot">Its place on the tape; 0 for <c>default</c>, the absence of an optional input.</param>
public readonly record struct Variable(Tensor Value, int Slot)
{
    /// <summary>True for <c>default</c>: an optional input that is not there.</summary>
    public bool IsNone => Slot == 0;

    /// <summary>The sizes of the tensor.</summary>
    public Shape Shape => Value.Shape;
}
