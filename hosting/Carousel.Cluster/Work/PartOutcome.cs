namespace Carousel.Cluster.Work;

/// <summary>How a part ended.</summary>
/// <param name="Part">The part.</param>
/// <param name="Text">The figures that it gave, as JSON; null where it was set aside.</param>
/// <param name="Fault">Why it was set aside, in a sentence; null where it was done.</param>
/// <param name="File">Gets the file that it gave, or null where it gave none.</param>
internal sealed record PartOutcome(Part Part, string? Text, string? Fault, Func<byte[]?> File);
