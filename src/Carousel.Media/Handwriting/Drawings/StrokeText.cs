using System.Text;
using System.Text.Json;

namespace Carousel.Handwriting;

/// <summary>Drawings as stroke-3, one per line, in the form that <see cref="StrokeLines"/> reads.</summary>
internal static class StrokeText
{
    /// <summary>Lines of JSON, with labels where there are any.</summary>
    public static string Of(IReadOnlyList<Drawing> drawings)
    {
        var text = new StringBuilder();
        foreach (Drawing drawing in drawings)
        {
            string strokes = string.Join(',', drawing.Points.Select((p, i) => Invariant.Of(
                $"[{Round(p.X) - (i == 0 ? 0 : Round(drawing.Points[i - 1].X)):0.####},"
                + $"{Round(p.Y) - (i == 0 ? 0 : Round(drawing.Points[i - 1].Y)):0.####},{(p.IsLift ? 1 : 0)}]")));
            text.Append(
                drawing.Label.Length > 0
                    ? $"{{\"strokes\":[{strokes}],\"label\":\"{JsonEncodedText.Encode(drawing.Label)}\"}}\n"
                    : $"[{strokes}]\n");
        }

        return text.ToString();
    }

    // Of rounded places, not of offsets: errors of many points must not add up.
    private static decimal Round(float value) => Math.Round((decimal)value, 4);
}
