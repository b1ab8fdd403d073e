namespace Carousel.Studio.Messages;

/// <summary>A picture of data other than tables.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Chart"><c>bars</c>, one for each name, or <c>lines</c> over numbers.</param>
/// <param name="Axis">What lies along it.</param>
/// <param name="Names">Of bars.</param>
/// <param name="Numbers">Of a line.</param>
/// <param name="Values">A value for each of them.</param>
internal sealed record DataPicture(
    string Title, string Chart, string Axis, IReadOnlyList<string> Names, IReadOnlyList<double> Numbers,
    IReadOnlyList<double> Values)
{
    /// <summary>What else can be shown.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Which of them is shown.</summary>
    public string Part { get; init; } = "";
}
