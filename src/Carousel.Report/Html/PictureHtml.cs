using System.Globalization;
using System.Text;

namespace Carousel.Report.Html;

/// <summary>
/// Writes pictures: each is part of the page, with a grid of shade over it where a model did not look.
/// </summary>
internal static class PictureHtml
{
    /// <summary>How dark a field without light becomes.</summary>
    private const double Darkest = 0.75;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <exception cref="ArgumentException">The strip has no picture, one is not a PNG file, or a grid is not a
    /// rectangle or has a value that is not finite.</exception>
    public static void Require(PictureStrip strip)
    {
        if (strip.Pictures.Count == 0)
        {
            throw new ArgumentException($"Pictures '{strip.Title}': expected at least one picture.");
        }

        foreach (ReportPicture picture in strip.Pictures)
        {
            if (!picture.Png.Span.StartsWith(Signature))
            {
                throw new ArgumentException($"Pictures '{strip.Title}': '{picture.Text}' is not a PNG file.");
            }

            if (picture.Light.Count > 0
                && (picture.LightColumns < 1 || picture.Light.Count % picture.LightColumns != 0))
            {
                throw new ArgumentException(
                    $"Pictures '{strip.Title}': {picture.Light.Count} fields over '{picture.Text}' do not fill "
                    + $"rows of {picture.LightColumns}.");
            }

            if (picture.Light.Any(light => !float.IsFinite(light)))
            {
                throw new ArgumentException($"Pictures '{strip.Title}': a field over '{picture.Text}' is not finite.");
            }
        }
    }

    public static void Write(HtmlText html, PictureStrip strip)
    {
        html.Markup("<div class=\"pictures\">")
            .Element("<h3 style=\"margin:0;font-size:1rem\">", strip.Title, "</h3>\n")
            .Element("<p class=\"quiet\" style=\"margin:2px 0 8px\">", strip.Caption, "</p>\n");
        html.Markup("<div style=\"display:flex;flex-wrap:wrap;gap:10px\">\n");
        foreach (ReportPicture picture in strip.Pictures)
        {
            html.Markup(
                "<figure style=\"margin:0;max-width:220px\"><div style=\"position:relative;line-height:0\"><img "
                + "style=\"max-width:100%;min-width:110px\" alt=\"").Text(picture.Description);
            html.Markup("\" src=\"data:image/png;base64,").Markup(Convert.ToBase64String(picture.Png.Span))
                .Markup("\">");
            if (picture.Light.Count > 0)
            {
                WriteShade(html, picture);
            }

            html.Markup("</div>").Element("<figcaption>", picture.Text, "</figcaption>").Markup("</figure>\n");
        }

        html.Markup("</div></div>\n");
    }

    private static void WriteShade(HtmlText html, ReportPicture picture)
    {
        int columns = picture.LightColumns, rows = picture.Light.Count / columns;
        var shade = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"<svg aria-hidden=\"true\" viewBox=\"0 0 {columns} {rows}\" preserveAspectRatio=\"none\" "
            + $"style=\"position:absolute;inset:0;width:100%;height:100%\">"));
        for (int field = 0; field < picture.Light.Count; field++)
        {
            double dark = Darkest * (1 - Math.Clamp(picture.Light[field], 0f, 1f));
            if (dark >= 0.01)
            {
                shade.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{field % columns}\" y=\"{field / columns}\" width=\"1\" height=\"1\" "
                    + $"opacity=\"{dark:0.##}\"/>");
            }
        }

        html.Markup(shade.Append("</svg>").ToString());
    }
}
