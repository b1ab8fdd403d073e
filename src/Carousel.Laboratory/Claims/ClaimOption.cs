namespace Carousel.Laboratory.Claims;

/// <summary>An option of a claim with its admissible values.</summary>
/// <param name="Name">Its name on the command line without dashes: <c>cell</c>, <c>task</c> or <c>length</c>.</param>
/// <param name="Values">The admissible values; empty for a whole number of 1 or more.</param>
/// <param name="Description">What it does, in a sentence.</param>
public sealed record ClaimOption(string Name, IReadOnlyList<string> Values, string Description);
