using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>A model in words and numbers.</summary>
/// <param name="Lines">Its purpose and its training data, one line each.</param>
/// <param name="Model">Its layers and their cost.</param>
public sealed record JobDescription(IReadOnlyList<string> Lines, ModelDescription Model);
