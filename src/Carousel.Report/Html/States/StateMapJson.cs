using System.Text.Json;

namespace Carousel.Report.Html;

/// <summary>
/// What the script of the page needs of a map before it draws it; web/src/states/types.ts names the same fields.
/// </summary>
/// <remarks>Escaped as <see cref="ChartJson"/> does.</remarks>
internal static class StateMapJson
{
    /// <summary>An array with one object for each map.</summary>
    public static string Of(IReadOnlyList<StateMapData> maps) => JsonText.OfScript(maps, (json, data) =>
    {
        StateMap map = data.Map;
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
        json.Objects("quantities", data.Layouts, layout =>
        {
            json.WriteString("name", layout.Quantity.Name);
            json.WriteString("scale", layout.Quantity.Scale == ColorScale.Diverging ? "diverging" : "sequential");
            json.WriteNumber("minimum", layout.Range.Minimum);
            json.WriteNumber("maximum", layout.Range.Maximum);
            json.WriteNumber("stepsPerColumn", layout.Values.StepsPerColumn);
            json.WriteNumber("columns", layout.Values.Columns);
            json.WriteNumber("overviewFactor", layout.OverviewFactor);
            json.List("means", map.Units, unit => json.WriteNumberValue(
                layout.Range.LevelOf(layout.Values.MeanOf(unit.Index))));
        });
        json.Objects("units", map.Units, unit => Write(json, unit));
    });

    private static void Write(Utf8JsonWriter json, StateMapUnit unit)
    {
        json.WriteString("name", unit.Name);
        json.WriteNumber("index", unit.Index);
        json.List("facts", unit.Facts, fact => json.List([fact.Name, fact.Value], json.WriteStringValue));
        json.Objects("spans", unit.Spans, span =>
        {
            json.WriteNumber("from", span.From);
            json.WriteNumber("to", span.To);
            if (double.IsFinite(span.Peak))
            {
                json.WriteNumber("peak", span.Peak);
            }

            json.WriteString("text", span.Text);
        });
    }
}
