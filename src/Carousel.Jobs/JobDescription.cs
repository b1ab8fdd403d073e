using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>A model in words and numbers.</summary>
/// <param name="Lines">What it is for and what it learned from, a line each.</param>
/// <param name="Model">Its layers and what they cost.</param>
public sealed record JobDescription(IReadOnlyList<string> Lines, ModelDescription Model);
