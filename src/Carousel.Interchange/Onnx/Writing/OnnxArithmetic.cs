namespace Carousel.Interchange.Onnx.Writing;

/// <summary>How a file and its model multiply when they are held against each other.</summary>
internal enum OnnxArithmetic
{
    /// <summary>Both in single precision: they have to agree.</summary>
    Same,

    /// <summary>Weights in bytes, and neither rounds what they are multiplied with: they have to agree.</summary>
    Unrounded,

    /// <summary>
    /// Weights in bytes, and each rounds what they are multiplied with by its own rule: how far they part is told, and
    /// bounds nothing.
    /// </summary>
    Rounded,
}
