namespace Carousel.Interchange.Tests.Onnx.Graphs;

/// <summary>Numbers that a graph was given or gave.</summary>
/// <param name="Sizes">Sizes of the axes, features last; without features where they are whole numbers.</param>
/// <param name="Values">Row-major.</param>
/// <param name="IsWhole">Whether they are symbols or lengths.</param>
internal sealed record GraphTensor(IReadOnlyList<int> Sizes, float[] Values, bool IsWhole);
