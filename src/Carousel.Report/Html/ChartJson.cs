using System.Text.Json;

namespace Carousel.Report.Html;

/// <summary>The charts as JSON for the script of the page; web/src/types.ts names the same fields.</summary>
/// <remarks>
/// The default encoder writes <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and quotes as <c>\u003C</c> and so on, so nothing
/// in a text can
/// close the script element that holds the JSON. Numbers are the shortest text that reads back as the same value; NaN
/// is null.
/// </remarks>
internal static class ChartJson
{
    /// <summary>An array with one object for each chart, in the order of the page.</summary>
    public static string Of(IReadOnlyList<Chart> charts, Anchors anchors) => JsonText.OfScript(charts, (json, chart) =>
    {
        json.WriteString("title", chart.Title);
        json.WriteString("valueName", chart.ValueName);
        if (chart.Decimals is int decimals)
        {
            json.WriteNumber("decimals", decimals);
        }

        switch (chart)
        {
            case LineChart lines: WriteLines(json, lines); break;
            case BarChart bars: WriteBars(json, bars, anchors); break;
            case HeatMap map: WriteHeatMap(json, map); break;
            case Histogram histogram: WriteHistogram(json, histogram); break;
        }
    });

    private static void WriteLines(Utf8JsonWriter json, LineChart chart)
    {
        json.WriteString("kind", "lines");
        WriteAxis(json, "axis", chart.Axis);
        WriteSeries(json, "lines", chart.Lines);
        json.Objects("bands", chart.Bands, band =>
        {
            json.WriteString("name", band.Name);
            if (band.Line.Length > 0)
            {
                json.WriteString("line", band.Line);
            }

            json.Values("lower", band.Lower);
            json.Values("upper", band.Upper);
        });
        WriteMarkers(json, "markers", chart.Markers);
        json.WriteBoolean("zoomable", chart.IsZoomable);
        json.WriteNumber("visibleFrom", chart.VisibleFrom);
        json.WriteBoolean("logarithmic", chart.IsLogarithmic);
        if (chart.Span is { } span)
        {
            json.Values("span", [span.Lowest, span.Highest]);
        }
    }

    /// <summary>Writes vertical lines.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">What the array is called.</param>
    /// <param name="markers">The lines.</param>
    public static void WriteMarkers(Utf8JsonWriter json, string name, IReadOnlyList<Marker> markers) =>
        json.Objects(name, markers, marker =>
        {
            json.WriteNumber("position", marker.Position);
            json.WriteString("label", marker.Label);
        });

    private static void WriteBars(Utf8JsonWriter json, BarChart chart, Anchors anchors)
    {
        json.WriteString("kind", "bars");
        WriteAxis(json, "axis", chart.Axis);
        WriteSeries(json, "groups", chart.Groups);
        if (chart.Links.Count > 0)
        {
            json.Texts("links", chart.Links.Select(link => anchors.TargetOf(link) ?? ""));
        }
    }

    private static void WriteHeatMap(Utf8JsonWriter json, HeatMap chart)
    {
        double[] kept = [.. chart.Values.Where(float.IsFinite)];
        double largest = kept.Length == 0 ? 1 : kept.Max(Math.Abs);
        bool isDiverging = chart.Scale == ColorScale.Diverging;
        json.WriteString("kind", "heat");
        WriteAxis(json, "columns", chart.Columns);
        json.Texts("rows", chart.Rows);
        json.WriteString("rowName", chart.RowName);
        json.WriteString("scale", isDiverging ? "diverging" : "sequential");
        json.WriteNumber("minimum", chart.Minimum ?? (isDiverging ? -largest : kept.DefaultIfEmpty(0).Min()));
        json.WriteNumber("maximum", chart.Maximum ?? (isDiverging ? largest : kept.DefaultIfEmpty(1).Max()));
        json.List("values", chart.Values, value =>
        {
            if (float.IsFinite(value))
            {
                json.WriteNumberValue(value);
            }
            else
            {
                json.WriteNullValue();
            }
        });
    }

    private static void WriteHistogram(Utf8JsonWriter json, Histogram chart)
    {
        json.WriteString("kind", "histogram");
        json.Values("edges", chart.Edges);
        json.List("counts", chart.Counts, json.WriteNumberValue);
        json.WriteString("countName", chart.CountName);
        json.WriteBoolean("logarithmic", chart.IsLogarithmic);
    }

    private static void WriteAxis(Utf8JsonWriter json, string field, Axis axis)
    {
        json.WriteStartObject(field);
        json.WriteString("name", axis.Name);
        switch (axis.Kind)
        {
            case AxisKind.Category:
                json.WriteString("kind", "category");
                json.Texts("names", axis.Names);
                break;
            default:
                json.WriteString("kind", axis.Kind == AxisKind.Time ? "time" : "number");
                json.WriteBoolean("daily", axis.IsDaily);
                json.Values("numbers", axis.Numbers);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteSeries(Utf8JsonWriter json, string field, IReadOnlyList<Series> series) =>
        json.Objects(field, series, one =>
        {
            json.WriteString("name", one.Name);
            json.WriteString("role", one.Role switch
            {
                SeriesRole.Truth => "truth",
                SeriesRole.Forecast => "forecast",
                SeriesRole.Baseline => "baseline",
                _ => "plain",
            });
            json.Values("values", one.Values);
        });
}
