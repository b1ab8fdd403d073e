namespace Carousel.Cluster.Work;

/// <summary>What a part gives.</summary>
/// <param name="Text">Its figures, as JSON.</param>
/// <param name="File">A file, such as a model; null for none.</param>
internal sealed record PartAnswer(string Text, byte[]? File);
