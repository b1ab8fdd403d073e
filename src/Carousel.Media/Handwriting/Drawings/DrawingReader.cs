using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Handwriting;

/// <summary>
/// Reads drawings. The first line decides the format: a bracket begins stroke-3, only numbers mean one drawing per
/// line, of equally many points, a header begins a table of points.
/// </summary>
internal static class DrawingReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is; it may be packed with gzip.</param>
    /// <returns>Its drawings.</returns>
    /// <exception cref="DataFormatException">It can't be read as drawings: the line, and what to do.</exception>
    public static DrawingData Read(string path) => Read(JobInput.OfFile(path));

    /// <summary>Reads a file, or standard input.</summary>
    /// <param name="input">The data.</param>
    /// <returns>Its drawings.</returns>
    /// <exception cref="DataFormatException">It can't be read as drawings: the line, and what to do.</exception>
    public static DrawingData Read(JobInput input)
    {
        TextLine[] lines = [.. input.ReadLines().Where(l => !string.IsNullOrWhiteSpace(l.Text))];
        if (lines.Length == 0)
        {
            throw new DataFormatException(
                $"{input.Name} is empty. Expected drawings: stroke-3 as JSON, one drawing per line, or a table of "
                + $"points with a header.");
        }

        char first = lines[0].Text.TrimStart()[0];
        return first is '[' or '{' ? new DrawingData(input.Name, "stroke-3", StrokeLines.Read(input.Name, lines))
            : IsNumbers(lines[0].Text)
                ? new DrawingData(
                    input.Name, "equally many points per line, y upwards", PointLines.Read(input.Name, lines))
                : new DrawingData(input.Name, "a table of points", PointTable.Read(input.Name, lines))
                {
                    IsTable = true,
                };
    }

    // The last cell is a label, which may be text.
    private static bool IsNumbers(string line) => line.Split(',') is [_, _, ..] cells
        && cells[..^1].All(c => float.TryParse(c.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
