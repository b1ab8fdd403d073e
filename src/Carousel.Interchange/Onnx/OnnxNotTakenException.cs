namespace Carousel.Interchange.Onnx;

/// <summary>
/// A sound ONNX model asks for what Carousel does not do: an operator, an attribute, a type of values. The message
/// names file and node, and says what to do.
/// </summary>
/// <param name="message">The sentence.</param>
public sealed class OnnxNotTakenException(string message) : Exception(Refusal.Line(message));
