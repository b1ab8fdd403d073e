using System.Globalization;
using System.Text.Json;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Handwriting.Drawings;

/// <summary>Stroke-3 as JSON, a drawing a line: <c>[[dx,dy,lift],…]</c>, or with a label <c>{"strokes":[[dx,dy,lift],…],"label":"7"}</c>.</summary>
/// <remarks>The form of sketch-rnn (Ha and Eck 2018): offsets from the point before, y downwards, and 1 where the pen is lifted behind the point.</remarks>
internal static class StrokeLines
{
    /// <summary>Reads lines.</summary>
    public static IReadOnlyList<Drawing> Read(string name, IReadOnlyList<TextLine> lines)
    {
        var drawings = new List<Drawing>(lines.Count);
        foreach ((long number, string text) in lines)
        {
            JsonDocument json;
            try
            {
                json = JsonDocument.Parse(text);
            }
            catch (JsonException exception)
            {
                throw new DataFormatException(
                    name, number, (int)(exception.BytePositionInLine ?? 0) + 1, "the line is no JSON. Write a drawing as [[dx,dy,lift],…] on one line.");
            }

            using (json)
            {
                drawings.Add(ReadDrawing(name, number, json.RootElement, drawings.Count + 1));
            }
        }

        return drawings;
    }

    private static Drawing ReadDrawing(string name, long line, JsonElement root, int place)
    {
        string label = "";
        JsonElement strokes = root;
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (!root.TryGetProperty("strokes", out strokes))
            {
                throw new DataFormatException(name, line, 0, "the object has no \"strokes\". Write {\"strokes\":[[dx,dy,lift],…],\"label\":\"a\"}.");
            }

            label = !root.TryGetProperty("label", out JsonElement value) || value.ValueKind == JsonValueKind.Null ? ""
                : value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString()
                : throw new DataFormatException(name, line, 0, "\"label\" is neither text nor a number. Write the label as text.");
        }

        if (strokes.ValueKind != JsonValueKind.Array || strokes.GetArrayLength() == 0)
        {
            throw new DataFormatException(name, line, 0, "the drawing has no point. Write [[dx,dy,lift],…], or remove the line.");
        }

        var points = new List<PenPoint>(strokes.GetArrayLength());
        double x = 0, y = 0;
        foreach (JsonElement point in strokes.EnumerateArray())
        {
            (double dx, double dy, double lift) = ReadPoint(name, line, point, points.Count + 1);
            (x, y) = (x + dx, y + dy);
            points.Add(new PenPoint((float)x, (float)y, lift == 1));
        }

        points[^1] = points[^1] with { IsLift = true };
        return new Drawing(place.ToString(CultureInfo.InvariantCulture), points, label, line);
    }

    private static (double X, double Y, double Lift) ReadPoint(string name, long line, JsonElement point, int place)
    {
        bool isRight = point.ValueKind == JsonValueKind.Array && point.GetArrayLength() == 3 && point.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number);
        double[] values = isRight ? [.. point.EnumerateArray().Select(v => v.GetDouble())] : [];
        return !isRight ? throw new DataFormatException(name, line, place, $"point {place} is not three numbers. A point is [dx,dy,lift].")
            : !(Math.Abs(values[0]) <= PointTable.MostSize && Math.Abs(values[1]) <= PointTable.MostSize) ? throw new DataFormatException(name, line, place, $"point {place} moves by more than {PointTable.MostSize:0}. Write offsets, not times or places.")
            : values[2] is not (0 or 1) ? throw new DataFormatException(name, line, place, $"the lift of point {place} is neither 0 nor 1. Write 1 where the pen is lifted behind the point.")
            : (values[0], values[1], values[2]);
    }
}
