namespace Carousel.Forecasting;

/// <summary>A series of a hierarchy: one of those that add up, or a sum of some.</summary>
/// <param name="Level">The place of its level among the levels.</param>
/// <param name="Name">What it is called within its level.</param>
/// <param name="Members">The places of the series that it sums among those at the bottom, ascending.</param>
internal sealed record HierarchyNode(int Level, string Name, int[] Members);
