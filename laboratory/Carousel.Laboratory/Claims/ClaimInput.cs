namespace Carousel.Laboratory.Claims;

/// <summary>An input of the user to which a claim can be applied.</summary>
/// <param name="Name">Its name in the usage line, such as <c>MODEL</c>.</param>
/// <param name="Description">What it is, in a sentence.</param>
internal sealed record ClaimInput(string Name, string Description);
