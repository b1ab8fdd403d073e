namespace Carousel.Interchange.C;

/// <summary>A file of an export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its content, with line feeds.</param>
internal sealed record CFile(string Name, string Text);
