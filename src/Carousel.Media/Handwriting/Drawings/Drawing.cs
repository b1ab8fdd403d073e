using System.Globalization;

namespace Carousel.Handwriting;

/// <summary>A point of a drawing.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
/// <param name="IsLift">Whether the pen is lifted after it.</param>
internal readonly record struct PenPoint(float X, float Y, bool IsLift)
{
    /// <summary>The largest coordinate or offset: larger ones are times or places on the earth.</summary>
    internal const double MostSize = 1e7;

    /// <summary>Reads a coordinate.</summary>
    internal static bool TryRead(string cell, out float value) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && Math.Abs(value) <= MostSize;
}

/// <summary>What a pen drew, point by point.</summary>
/// <param name="Name">What the file calls it; its place in the file, from 1, where the file has no names.</param>
/// <param name="Points">One or more; the last one is a lift.</param>
/// <param name="Label">Its label; empty if it is not known.</param>
/// <param name="Line">The line of the file on which it begins, from 1; 0 for one that was made.</param>
internal sealed record Drawing(string Name, IReadOnlyList<PenPoint> Points, string Label, long Line)
{
    /// <summary>How messages call its file.</summary>
    public string File { get; init; } = "";

    /// <summary>The strokes: the points from lift to lift.</summary>
    public IEnumerable<IReadOnlyList<PenPoint>> Strokes
    {
        get
        {
            var stroke = new List<PenPoint>();
            foreach (PenPoint point in Points)
            {
                stroke.Add(point);
                if (point.IsLift)
                {
                    yield return stroke;
                    stroke = [];
                }
            }

            if (stroke.Count > 0)
            {
                yield return stroke;
            }
        }
    }
}

/// <summary>The drawings of a file.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Layout">How it is written, in words.</param>
/// <param name="Drawings">In the order of the file, one at least.</param>
internal sealed record DrawingData(string Name, string Layout, IReadOnlyList<Drawing> Drawings)
{
    /// <summary>In the order of the file, one at least.</summary>
    public IReadOnlyList<Drawing> Drawings { get; init; } = [.. Drawings.Select(d => d with { File = Name })];

    /// <summary>Whether the file has a header and a row for each point.</summary>
    public bool IsTable { get; init; }

    /// <summary>Whether any drawing has a label.</summary>
    public bool IsLabeled => Drawings.Any(d => d.Label.Length > 0);

    /// <summary>The drawings with the rows of a table of points.</summary>
    /// <returns>Each drawing with the row of each of its points, from 0; none if the file is not a table.</returns>
    internal IEnumerable<(Drawing Drawing, int[] Rows)> WithRows()
    {
        int first = 0;
        foreach (Drawing drawing in Drawings)
        {
            yield return (drawing, IsTable ? [.. Enumerable.Range(first, drawing.Points.Count)] : []);
            first += drawing.Points.Count;
        }
    }
}
