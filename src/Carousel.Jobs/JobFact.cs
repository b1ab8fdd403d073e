namespace Carousel.Jobs;

/// <summary>
/// What was found or decided, shown before the work starts, so that a wrong guess is seen in the first second.
/// </summary>
/// <param name="Name">A word, such as <c>split</c>.</param>
/// <param name="Fact">What was found.</param>
public sealed record JobFact(string Name, string Fact);
