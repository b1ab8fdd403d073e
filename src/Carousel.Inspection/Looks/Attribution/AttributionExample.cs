using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>An example whose score a report traces back.</summary>
/// <param name="Title">What is shown above it: the example, the model's answer, and whether it was right.</param>
/// <param name="Sequence">The example.</param>
/// <param name="Answer">Index of the model's answer; 0 if it has no answers.</param>
internal sealed record AttributionExample(string Title, InspectedSequence Sequence, int Answer);
