using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>An example whose score a report traces back.</summary>
/// <param name="Title">What is shown above it: which example, what was said, and whether it was right.</param>
/// <param name="Sequence">The example.</param>
/// <param name="Answer">Which of the model's answers; 0 where there are none.</param>
internal sealed record AttributionExample(string Title, InspectedSequence Sequence, int Answer);
