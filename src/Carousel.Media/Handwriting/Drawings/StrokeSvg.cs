using System.Text;
using Carousel.Report;

namespace Carousel.Handwriting;

/// <summary>Drawings as pictures of lines: for the report, and as a file of scalable vector graphics.</summary>
internal static class StrokeSvg
{
    private const int Cell = 120, Margin = 10;

    /// <summary>A drawing for the report.</summary>
    public static DrawnFigure Figure(Drawing drawing, string caption) =>
        new(
            caption,
            [
                .. drawing.Strokes.Select(
                    s => (IReadOnlyList<(double, double)>)[.. s.Select(p => ((double)p.X, (double)p.Y))]),
            ]);

    /// <summary>A file with drawings side by side.</summary>
    /// <param name="drawings">The drawings.</param>
    /// <param name="columns">Drawings per row.</param>
    public static string File(IReadOnlyList<Drawing> drawings, int columns)
    {
        int rows = (drawings.Count + columns - 1) / columns;
        var svg = new StringBuilder(Invariant.Of(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{columns * Cell}\" height=\"{rows * Cell}\" "
            + $"fill=\"none\" stroke=\"black\" stroke-width=\"2\" stroke-linecap=\"round\" "
            + $"stroke-linejoin=\"round\">\n"));
        for (int d = 0; d < drawings.Count; d++)
        {
            (float left, float top, float width, float height) = Polyline.Box(drawings[d].Points);
            double scale = (Cell - (2 * Margin)) / Math.Max(Math.Max(width, height), 1e-6);
            double x0 = (d % columns * Cell) + ((Cell - (scale * width)) / 2),
                y0 = (d / columns * Cell) + ((Cell - (scale * height)) / 2);
            foreach (IReadOnlyList<PenPoint> stroke in drawings[d].Strokes)
            {
                svg.Append("<polyline points=\"")
                    .AppendJoin(' ', stroke.Concat(stroke.Count == 1 ? stroke : []).Select(p => Invariant.Of(
                        $"{x0 + (scale * (p.X - left)):0.#},{y0 + (scale * (p.Y - top)):0.#}"))).Append("\"/>\n");
            }
        }

        return svg.Append("</svg>\n").ToString();
    }
}
