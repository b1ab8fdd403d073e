namespace Carousel.Jobs.Measuring;

/// <summary>A sequence that was put into a class.</summary>
/// <param name="Id">What its file calls it.</param>
/// <param name="Label">The class that its file gives; empty where it gives none.</param>
internal readonly record struct ClassCase(string Id, string Label);
