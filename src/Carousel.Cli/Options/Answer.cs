namespace Carousel.Cli.Options;

/// <summary>Which of two words was given.</summary>
/// <param name="IsYes">Whether it is the one that says yes.</param>
internal readonly record struct Answer(bool IsYes);
