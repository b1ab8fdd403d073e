namespace Carousel.Laboratory.Claims.Gradient;

/// <summary>What came of holding a flow against finite differences.</summary>
/// <param name="LargestError">The largest difference, as a share of the flow; not a number where nothing could be
/// compared or a gain was none.</param>
/// <param name="Comparisons">How many gains were compared.</param>
internal sealed record DifferenceCheck(double LargestError, int Comparisons);
