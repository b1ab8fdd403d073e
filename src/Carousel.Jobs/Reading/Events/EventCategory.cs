namespace Carousel.Jobs.Reading;

/// <summary>A column of categories: its values by their code.</summary>
/// <param name="Name">The column.</param>
/// <param name="Values">[codes]: the text of each code, in the order in which they came first.</param>
internal sealed record EventCategory(string Name, IReadOnlyList<string> Values);
