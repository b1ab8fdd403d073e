namespace Carousel.Interchange.Onnx;

/// <summary>
/// A file that was made of a model does not give the model's numbers, and is not written. The message names the file
/// and the output.
/// </summary>
public sealed class OnnxCheckException : Exception
{
    internal OnnxCheckException(string message)
        : base(message)
    {
    }
}
