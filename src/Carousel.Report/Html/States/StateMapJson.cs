using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Carousel.Report.Html.States;

/// <summary>
/// What the script of the page needs of a map before it draws it; web/src/states/types.ts names the same fields.
/// </summary>
/// <remarks>Escaped as <see cref="ChartJson"/> does.</remarks>
internal static class StateMapJson
{
    /// <summary>An array with one object for each map.</summary>
    public static string Of(IReadOnlyList<StateMapData> maps)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartArray();
            foreach (StateMapData map in maps)
            {
                Write(json, map);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, StateMapData data)
    {
        StateMap map = data.Map;
        json.WriteStartObject();
        json.WriteString("id", data.Name);
        json.WriteString("title", map.Title);
        json.WriteString("stepName", map.StepName);
        json.WriteNumber("firstStep", map.FirstStep);
        json.WriteNumber("steps", data.Steps);
        json.WriteNumber("tileColumns", StateMapData.TileColumns);
        json.WriteNumber("tileUnits", StateMapData.TileUnits);
        json.WriteBoolean("named", map.StepNames.Count > 0);
        json.WriteBoolean("isText", map.IsText);
        ChartJson.WriteMarkers(json, "marks", map.Marks);
        json.WriteStartArray("quantities");
        foreach (StateMapLayout layout in data.Layouts)
        {
            Write(json, layout, map.Units);
        }

        json.WriteEndArray();
        json.WriteStartArray("units");
        foreach (StateMapUnit unit in map.Units)
        {
            Write(json, unit);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StateMapLayout layout, IReadOnlyList<StateMapUnit> units)
    {
        json.WriteStartObject();
        json.WriteString("name", layout.Quantity.Name);
        json.WriteString("scale", layout.Quantity.Scale == ColourScale.Diverging ? "diverging" : "sequential");
        json.WriteNumber("minimum", layout.Range.Minimum);
        json.WriteNumber("maximum", layout.Range.Maximum);
        json.WriteNumber("stepsPerColumn", layout.Values.StepsPerColumn);
        json.WriteNumber("columns", layout.Values.Columns);
        json.WriteNumber("overviewFactor", layout.OverviewFactor);
        json.WriteStartArray("means");
        foreach (StateMapUnit unit in units)
        {
            json.WriteNumberValue(layout.Range.LevelOf(layout.Values.MeanOf(unit.Index)));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StateMapUnit unit)
    {
        json.WriteStartObject();
        json.WriteString("name", unit.Name);
        json.WriteNumber("index", unit.Index);
        json.WriteStartArray("facts");
        foreach (Fact fact in unit.Facts)
        {
            json.WriteStartArray();
            json.WriteStringValue(fact.Name);
            json.WriteStringValue(fact.Value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("spans");
        foreach (StateMapSpan span in unit.Spans)
        {
            json.WriteStartObject();
            json.WriteNumber("from", span.From);
            json.WriteNumber("to", span.To);
            if (double.IsFinite(span.Peak))
            {
                json.WriteNumber("peak", span.Peak);
            }

            json.WriteString("text", span.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
