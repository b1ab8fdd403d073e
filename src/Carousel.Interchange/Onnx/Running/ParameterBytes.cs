namespace Carousel.Interchange.Onnx.Running;

/// <summary>What the weights of a kernel take.</summary>
internal static class ParameterBytes
{
    // A value, and the panels that a kernel reads.
    private const long OfValue = 2 * sizeof(float);

    /// <summary>Bytes of so many values.</summary>
    public static long Of(long values) => values * OfValue;
}
