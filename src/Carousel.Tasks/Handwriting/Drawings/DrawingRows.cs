namespace Carousel.Tasks.Handwriting.Drawings;

/// <summary>Which row of a table of points each point was read from.</summary>
internal static class DrawingRows
{
    /// <summary>Drawings with the rows of their points.</summary>
    /// <param name="data">The drawings of a file.</param>
    /// <returns>Each drawing with [points] rows from 0; none where the file is no table.</returns>
    public static IEnumerable<(Drawing Drawing, int[] Rows)> Of(DrawingData data)
    {
        int first = 0;
        foreach (Drawing drawing in data.Drawings)
        {
            yield return (drawing, data.IsTable ? [.. Enumerable.Range(first, drawing.Points.Count)] : []);
            first += drawing.Points.Count;
        }
    }
}
