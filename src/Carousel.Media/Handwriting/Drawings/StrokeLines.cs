using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Handwriting;

/// <summary>
/// Stroke-3 as JSON, one drawing per line: <c>[[dx,dy,lift],…]</c>, or with a label
/// <c>{"strokes":[[dx,dy,lift],…],"label":"7"}</c>; or lines of Quick, Draw!.
/// </summary>
/// <remarks>
/// The form of sketch-rnn (Ha and Eck 2018): offsets from the point before, y downwards, and 1 where the pen is lifted
/// after the point.
/// </remarks>
internal static class StrokeLines
{
    /// <summary>Reads lines.</summary>
    public static IReadOnlyList<Drawing> Read(string name, IReadOnlyList<TextLine> lines) =>
        [.. lines.Select((l, i) => ReadDrawing(name, l, i + 1))];

    // Quick, Draw! has for each stroke the places x and y of its points, and the name of the drawing as word.
    private static Drawing? OfQuickDraw(JsonElement drawing, JsonElement root, TextLine line, int place)
    {
        try
        {
            PenPoint[] points =
            [
                .. drawing.EnumerateArray().SelectMany(stroke =>
                    stroke[0].EnumerateArray().Select((x, n) => new PenPoint(
                        x.GetSingle(), stroke[1][n].GetSingle(), n + 1 == stroke[0].GetArrayLength()))),
            ];
            string label = root.TryGetProperty("word", out JsonElement word) ? word.ToString() : "";
            bool isWhole = points.Length > 0
                && points.All(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) <= PenPoint.MostSize)
                && drawing.EnumerateArray().All(s => s[0].GetArrayLength() == s[1].GetArrayLength());
            return !isWhole ? null : new Drawing(Invariant.Of($"{place}"), points, label, line.Number);
        }
        catch (Exception fault) when (fault is InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static Drawing ReadDrawing(string name, TextLine line, int place)
    {
        DataFormatException Wrong(string reason, int column = 0) => new(name, line.Number, column, reason);
        JsonDocument Parse()
        {
            try
            {
                return JsonDocument.Parse(line.Text);
            }
            catch (JsonException exception)
            {
                throw Wrong(
                    "the line is not JSON. Write a drawing as [[dx,dy,lift],…] on one line.",
                    (int)(exception.BytePositionInLine ?? 0) + 1);
            }
        }

        using JsonDocument json = Parse();
        JsonElement root = json.RootElement, strokes = root;
        string label = "";
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (!root.TryGetProperty("strokes", out strokes))
            {
                return !root.TryGetProperty("drawing", out JsonElement drawing)
                    ? throw Wrong(
                        "the object has no \"strokes\". Write {\"strokes\":[[dx,dy,lift],…],\"label\":\"a\"}.")
                    : OfQuickDraw(drawing, root, line, place)
                        ?? throw Wrong(
                            "\"drawing\" is not a list of strokes [[x, …], [y, …]] with a y for each x and numbers "
                            + $"of {PenPoint.MostSize:0} at most.");
            }

            label = !root.TryGetProperty("label", out JsonElement value) || value.ValueKind == JsonValueKind.Null ? ""
                : value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString()
                : throw Wrong("\"label\" is neither text nor a number. Write the label as text.");
        }

        if (strokes.ValueKind != JsonValueKind.Array || strokes.GetArrayLength() == 0)
        {
            throw Wrong("the drawing has no point. Write [[dx,dy,lift],…], or remove the line.");
        }

        var points = new List<PenPoint>(strokes.GetArrayLength());
        double x = 0, y = 0;
        foreach (JsonElement point in strokes.EnumerateArray())
        {
            int number = points.Count + 1;
            if (point.ValueKind != JsonValueKind.Array || point.GetArrayLength() != 3
                || point.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.Number))
            {
                throw Wrong($"point {number} is not three numbers. A point is [dx,dy,lift].", number);
            }

            double[] values = [.. point.EnumerateArray().Select(v => v.GetDouble())];
            if (!(Math.Abs(values[0]) <= PenPoint.MostSize && Math.Abs(values[1]) <= PenPoint.MostSize))
            {
                throw Wrong(
                    $"point {number} moves by more than {PenPoint.MostSize:0}. Write offsets, not times or places.",
                    number);
            }

            if (values[2] is not (0 or 1))
            {
                throw Wrong(
                    $"the lift of point {number} is neither 0 nor 1. Write 1 where the pen is lifted after the point.",
                    number);
            }

            (x, y) = (x + values[0], y + values[1]);
            points.Add(new PenPoint((float)x, (float)y, values[2] == 1));
        }

        points[^1] = points[^1] with { IsLift = true };
        return new Drawing(Invariant.Of($"{place}"), points, label, line.Number);
    }
}
