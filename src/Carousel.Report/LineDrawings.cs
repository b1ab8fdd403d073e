namespace Carousel.Report;

/// <summary>
/// Line drawings side by side, such as pen strokes. Each is an SVG picture with a caption.
/// </summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Figures">The drawings, one at least and at most about fifty.</param>
internal sealed record LineDrawings(string Title, IReadOnlyList<DrawnFigure> Figures) : Block
{
    /// <summary>What a reader has to know. Empty for nothing.</summary>
    public string Caption { get; init; } = "";
}

/// <summary>A drawing of lines.</summary>
/// <param name="Caption">What it is. Empty for nothing.</param>
/// <param name="Strokes">Lines through points, x to the right and y downwards in any unit; each of one point at
/// least.</param>
internal sealed record DrawnFigure(string Caption, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Strokes);
