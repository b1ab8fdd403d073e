namespace Carousel.Laboratory.Claims;

/// <summary>Something of the user's own that a claim can be put to.</summary>
/// <param name="Name">Its name in the usage line, such as <c>MODEL</c>.</param>
/// <param name="Description">What it is, in a sentence.</param>
internal sealed record ClaimInput(string Name, string Description);
