namespace Carousel.Interchange.Onnx;

/// <summary>A graph that is a chain of layers.</summary>
/// <param name="Input">The input of sequences.</param>
/// <param name="Path">The layers.</param>
/// <param name="Output">The output that is the answer.</param>
/// <param name="Beside">How the network uses the other inputs.</param>
internal sealed record Chain(OnnxPort Input, ChainPath Path, string Output, ChainSideBranch Beside);
