namespace Carousel.Interchange.Onnx.Writing;

/// <summary>
/// A file that was made of a model does not give the model's answers. The message names the file and the output.
/// </summary>
/// <param name="message">The sentence.</param>
internal sealed class OnnxCheckException(string message) : InvalidOperationException(message);
