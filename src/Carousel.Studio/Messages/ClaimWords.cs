namespace Carousel.Studio.Messages;

/// <summary>A claim of the laboratory in words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Statement">What is said.</param>
/// <param name="Question">What is measured.</param>
internal sealed record ClaimWords(string Name, string Statement, string Question);

/// <summary>All claims.</summary>
/// <param name="Claims">The claims.</param>
internal sealed record ClaimList(IReadOnlyList<ClaimWords> Claims);
