namespace Carousel.Cluster.Work;

/// <summary>How a part ended.</summary>
/// <param name="Part">The part.</param>
/// <param name="Text">The figures that it gave, as JSON; null if it failed.</param>
/// <param name="Fault">Why it failed, in a sentence; null if it was done.</param>
/// <param name="File">Gets the file that it gave, or null where it gave none.</param>
internal sealed record PartOutcome(Part Part, string? Text, string? Fault, Func<byte[]?> File);
