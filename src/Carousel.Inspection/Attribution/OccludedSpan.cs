namespace Carousel.Inspection.Attribution;

/// <summary>What a score loses when some steps are hidden.</summary>
/// <param name="From">The first step of the span.</param>
/// <param name="Count">Steps of the span.</param>
/// <param name="Input">Which input is hidden; −1 for all of them.</param>
/// <param name="Loss">The score less that with these steps hidden: above 0 where they raise it.</param>
public sealed record OccludedSpan(int From, int Count, int Input, double Loss);
