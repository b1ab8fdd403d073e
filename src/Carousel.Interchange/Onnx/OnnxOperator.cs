namespace Carousel.Interchange.Onnx;

/// <summary>An operator of a graph.</summary>
/// <param name="Name">Its name, with its domain in front where that is not the standard's.</param>
/// <param name="Count">How often it stands in the graph.</param>
/// <param name="Runs">Whether Carousel runs it.</param>
internal sealed record OnnxOperator(string Name, int Count, bool Runs);
