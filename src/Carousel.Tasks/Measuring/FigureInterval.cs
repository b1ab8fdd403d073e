namespace Carousel.Tasks.Measuring;

/// <summary>Between which values a figure lies with 95 % confidence.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct FigureInterval(double Low, double High);
