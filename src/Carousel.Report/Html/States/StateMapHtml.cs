using System.Globalization;

namespace Carousel.Report.Html;

/// <summary>
/// The place of a map in the page, with its units as a table for those without scripts and as targets of links.
/// </summary>
internal static class StateMapHtml
{
    private const int SpansInTable = 3;

    /// <summary>Writes the figure; the script fills it.</summary>
    public static void Write(HtmlText html, StateMapData data)
    {
        StateMap map = data.Map;
        html.Markup($"<figure class=\"states\" id=\"{data.Name}\"><figcaption><strong>").Text(map.Title)
            .Markup("</strong>");
        html.Element("<span>", map.Caption, "</span>").Markup("</figcaption>");
        html.Markup("<noscript><p class=\"quiet\">").Text(string.Create(
            CultureInfo.InvariantCulture,
            $"A map of {map.Units.Count} units over {data.Steps} steps. The map itself needs scripts; the units are in "
            + $"the table below."));
        html.Markup("</p></noscript><div class=\"state-map\"></div>");
        WriteUnits(html, data);
        html.Markup("</figure>\n");
    }

    // Open, so that the targets of links are seen without scripts; the script closes it.
    private static void WriteUnits(HtmlText html, StateMapData data)
    {
        StateMap map = data.Map;
        string[] facts = [.. map.Units.SelectMany(unit => unit.Facts).Select(fact => fact.Name).Distinct()];
        bool hasSpans = map.Units.Any(unit => unit.Spans.Count > 0);
        html.Markup(
            "<details class=\"units\" open><summary>Units</summary><div class=\"scroller\" role=\"region\" "
            + "tabindex=\"0\" aria-label=\"Units of ");
        html.Text(map.Title).Markup("\"><table><thead><tr><th scope=\"col\">unit</th>");
        foreach (string fact in facts)
        {
            html.Markup("<th scope=\"col\">").Text(fact).Markup("</th>");
        }

        html.Markup(hasSpans ? "<th scope=\"col\">spans</th>" : "").Markup("</tr></thead><tbody>\n");
        foreach (StateMapUnit unit in map.Units)
        {
            html.Markup($"<tr id=\"{Anchors.UnitOf(data.Name, unit.Index)}\"><th scope=\"row\">").Text(unit.Name)
                .Markup("</th>");
            foreach (string fact in facts)
            {
                html.Markup("<td>").Text(unit.Facts.FirstOrDefault(own => own.Name == fact)?.Value ?? "")
                    .Markup("</td>");
            }

            if (hasSpans)
            {
                html.Markup("<td>")
                    .Text(string.Join("; ", unit.Spans.Take(SpansInTable).Select(span => TextOf(span, map.FirstStep))))
                    .Markup("</td>");
            }

            html.Markup("</tr>\n");
        }

        html.Markup("</tbody></table></div></details>");
    }

    private static string TextOf(StateMapSpan span, int firstStep)
    {
        int first = span.From + firstStep, last = span.To - 1 + firstStep;
        string steps = first == last
            ? first.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{first} to {last}");
        return span.Text.Length == 0 ? steps : $"{steps} {span.Text}";
    }
}
