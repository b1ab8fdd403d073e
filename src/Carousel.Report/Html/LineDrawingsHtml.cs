using System.Globalization;

namespace Carousel.Report.Html;

/// <summary>Writes drawings of lines: their strokes in the colour of text, fitted into fields of one height.</summary>
internal static class LineDrawingsHtml
{
    private const double Height = 88, Margin = 4, MostWidth = 640;

    /// <summary>Writes the block.</summary>
    public static void Write(HtmlText html, LineDrawings drawings)
    {
        html.Markup("<div class=\"drawings\">").Element("<h3>", drawings.Title, "</h3>\n")
            .Element("<p class=\"quiet\">", drawings.Caption, "</p>\n");
        html.Markup("<div style=\"display:flex;flex-wrap:wrap;gap:1rem\">\n");
        foreach (DrawnFigure figure in drawings.Figures)
        {
            Write(html, figure);
        }

        html.Markup("</div></div>\n");
    }

    private static void Write(HtmlText html, DrawnFigure figure)
    {
        (double X, double Y)[] points = [.. figure.Strokes.SelectMany(s => s)];
        double left = points.Length == 0 ? 0 : points.Min(p => p.X),
            top = points.Length == 0 ? 0 : points.Min(p => p.Y);
        double width = points.Length == 0 ? 0 : points.Max(p => p.X) - left,
            height = points.Length == 0 ? 0 : points.Max(p => p.Y) - top;
        double scale = Math.Min(Height / Math.Max(height, 1e-9), MostWidth / Math.Max(width, 1e-9));
        double fieldWidth = Math.Max(Height / 2, scale * width) + (2 * Margin), fieldHeight = Height + (2 * Margin);
        double x0 = (fieldWidth - (scale * width)) / 2, y0 = (fieldHeight - (scale * height)) / 2;
        html.Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"<figure style=\"margin:0;text-align:center\"><svg role=\"img\" width=\"{fieldWidth:0.#}\" "
            + $"height=\"{fieldHeight:0.#}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
            + $"stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-label=\""));
        html.Text(figure.Caption.Length > 0 ? figure.Caption : "a drawing").Markup("\">");
        foreach (IReadOnlyList<(double X, double Y)> stroke in figure.Strokes)
        {
            // A stroke of one point is a dot: a line from it to itself, with round ends.
            IEnumerable<(double X, double Y)> drawn = stroke.Count == 1 ? stroke.Concat(stroke) : stroke;
            html.Markup("<polyline points=\"").Markup(string.Join(' ', drawn.Select(p => string.Create(
                CultureInfo.InvariantCulture, $"{x0 + (scale * (p.X - left)):0.#},{y0 + (scale * (p.Y - top)):0.#}"))))
                    .Markup("\"/>");
        }

        html.Markup("</svg>").Element("<figcaption class=\"quiet\">", figure.Caption, "</figcaption>")
            .Markup("</figure>\n");
    }
}
