using System.Globalization;

namespace Carousel.Report.Html;

/// <summary>Writes the blocks of a page and keeps its charts in the order in which they stand.</summary>
internal sealed class BlockHtml(HtmlText html, Anchors anchors)
{
    /// <summary>A longer text in a cell is broken into lines; names and numbers never are.</summary>
    private const int LongestCell = 60;

    /// <summary>
    /// Letters of a row that fit on one line. In a table whose longest cells have more, cells of more than
    /// <see cref="LongestOfMany"/> letters are broken.
    /// </summary>
    private const int WidestRow = 110;

    private const int LongestOfMany = 20;

    /// <summary>Percent of a text's background colour: a deeper one would make the letters hard to read.</summary>
    private const int DeepestColor = 50;

    private readonly List<Chart> _charts = [];
    private readonly List<StateMapData> _maps = [];

    // Regions of a page need distinct names.
    private int _unnamed;

    /// <summary>The charts written so far.</summary>
    public IReadOnlyList<Chart> Charts => _charts;

    /// <summary>The maps of states written so far.</summary>
    public IReadOnlyList<StateMapData> Maps => _maps;

    /// <summary>Writes one block.</summary>
    public void Write(Block block)
    {
        switch (block)
        {
            case Paragraph paragraph: Write(paragraph); break;
            case KeyFigures figures: Write(figures); break;
            case Facts facts: Write(facts); break;
            case Table table: Write(table); break;
            case CodeBlock code: Write(code); break;
            case ColoredText text: Write(text); break;
            case Stepper stepper: Write(stepper); break;
            case Choice choice: Write(choice); break;
            case StateMap map: Write(map); break;
            case LineDrawings drawings: LineDrawingsHtml.Write(html, drawings); break;
            case PictureStrip strip: PictureHtml.Write(html, strip); break;
            case Chart chart: Write(chart); break;
        }
    }

    private void Write(Paragraph paragraph)
    {
        html.Markup(paragraph.Tone switch
        {
            Tone.Quiet => "<p class=\"quiet\">",
            Tone.Warning => "<p class=\"warning\" role=\"note\">",
            _ => "<p>",
        });
        html.Text(paragraph.Text).Markup("</p>\n");
    }

    private void Write(ColoredText text)
    {
        html.Markup("<div class=\"coloured\">").Element("<h3>", text.Title, "</h3>\n")
            .Element("<p class=\"quiet\">", text.Caption, "</p>\n");
        html.Markup("<p class=\"parts\">");
        foreach (ColoredPart part in text.Parts)
        {
            int percent = (int)Math.Round(DeepestColor * Math.Min(1, Math.Abs(part.Share)));
            if (percent == 0 && part.Note.Length == 0)
            {
                html.Text(part.Text);
                continue;
            }

            string color = part.Share < 0 ? "forecast" : "warn";
            html.Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"<span style=\"background:color-mix(in srgb,var(--{color}) {percent}%,transparent)\" title=\""));
            html.Text(part.Note).Markup("\">").Text(part.Text).Markup("</span>");
        }

        html.Markup("</p></div>\n");
    }

    private void Write(KeyFigures figures)
    {
        html.Markup("<dl class=\"figures\">\n");
        foreach (KeyFigure figure in figures.Items)
        {
            html.Markup("<div><dt>").Text(figure.Name).Markup("</dt><dd>").Text(figure.Value).Markup("</dd>");
            html.Element("<dd class=\"note\">", figure.Note, "</dd>").Markup("</div>\n");
        }

        html.Markup("</dl>\n");
    }

    private void Write(Facts facts)
    {
        html.Markup("<dl class=\"facts\">\n");
        foreach (Fact fact in facts.Items)
        {
            // A value without a space cannot be broken well, so a fingerprint gets the whole width.
            bool isLong = fact.Value.Length > 40 && fact.Value.Split(' ').Max(word => word.Length) > 30;
            html.Markup(isLong ? "<div class=\"long\"><dt>" : "<div><dt>");
            html.Text(fact.Name).Markup("</dt><dd>").Text(fact.Value).Markup("</dd></div>\n");
        }

        html.Markup("</dl>\n");
    }

    private void Write(Table table)
    {
        html.Markup("<div class=\"table\">");
        OpenScroller(table.Caption.Length > 0 ? table.Caption : ++_unnamed == 1 ? "Table" : $"Table {_unnamed}");
        html.Markup("<table>\n").Element("<caption>", table.Caption, "</caption>\n").Markup("<thead><tr>");
        foreach (TableColumn column in table.Columns)
        {
            // A header without words says nothing to who hears it.
            string name = column.Title.Length > 0 ? "th" : "td";
            html.Markup("<").Markup(name).Markup(column.Title.Length > 0 ? " scope=\"col\"" : "")
                .Markup(ClassOf(column, isBest: false)).Markup(">").Text(column.Title).Markup($"</{name}>");
        }

        int longest = Enumerable.Range(0, table.Columns.Count)
            .Sum(c => table.Rows.Count == 0 ? 0 : table.Rows.Max(r => r.Cells[c].Text.Length)) > WidestRow
            ? LongestOfMany
            : LongestCell;
        html.Markup("</tr></thead>\n<tbody>\n");
        foreach (TableRow row in table.Rows)
        {
            html.Markup(row.IsEmphasized ? "<tr class=\"emphasised\">" : "<tr>");
            for (int index = 0; index < row.Cells.Count; index++)
            {
                WriteCell(row.Cells[index], table.Columns[index], longest, isHeading: index == 0);
            }

            html.Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table></div>");
        html.Element("<p class=\"quiet\">", table.Note, "</p>").Markup("</div>\n");
    }

    private void WriteCell(TableCell cell, TableColumn column, int longest, bool isHeading)
    {
        string element = isHeading ? "th" : "td";
        bool isSentence = cell.Text.Length > LongestCell
            || (cell.Text.Length > longest && cell.Text.Contains(' '));
        html.Markup("<").Markup(element).Markup(isHeading ? " scope=\"row\"" : "")
            .Markup(ClassOf(column, cell.IsBest, isSentence)).Markup(">");
        html.Markup(cell.IsBest ? "<strong>" : "");
        WriteLinked(cell.Text, cell.Link);
        html.Markup(cell.IsBest ? "</strong>" : "");
        html.Markup("</").Markup(element).Markup(">");
    }

    private void WriteLinked(string text, Link? link)
    {
        string? target = anchors.TargetOf(link);
        html.Markup(target is null ? "" : $"<a href=\"#{target}\"{SpanOf(link)}>").Text(text)
            .Markup(target is null ? "" : "</a>");
    }

    // The script reads the span of a unit that a link is about.
    private static string SpanOf(Link? link) => link is UnitLink { From: int from } unit
        ? string.Create(CultureInfo.InvariantCulture, $" data-from=\"{from}\" data-to=\"{unit.To ?? from + 1}\"")
        : "";

    private static string ClassOf(TableColumn column, bool isBest, bool isSentence = false)
    {
        string name = column.Alignment switch
        {
            Alignment.Right => "right",
            Alignment.Center => "center",
            _ => "left",
        };
        return $" class=\"{name}{(isBest ? " best" : "")}{(isSentence ? " sentence" : "")}\"";
    }

    private void Write(CodeBlock code)
    {
        html.Markup("<div class=\"code\">").Element("<p class=\"quiet\">", code.Caption, "</p>");
        html.Markup("<div><pre tabindex=\"0\"><code>").Text(code.Text).Markup("</code></pre>");
        html.Markup("<button type=\"button\" class=\"copy\" hidden>Copy</button></div></div>\n");
    }

    // The script shows the controls and one frame; without it every frame is there, each under its number.
    private void Write(Stepper stepper)
    {
        string start = stepper.Start.ToString(CultureInfo.InvariantCulture);
        string last = (stepper.Frames.Count - 1).ToString(CultureInfo.InvariantCulture);
        html.Markup("<div class=\"stepper\" role=\"group\" aria-label=\"").Text(stepper.Title)
            .Markup("\"><p class=\"stepper-title\"><strong>").Text(stepper.Title).Markup("</strong>");
        html.Element("<span>", stepper.Caption, "</span>")
            .Markup("</p>\n<div class=\"walk\" hidden><button type=\"button\" aria-label=\"Back\">←</button>");
        html.Markup($"<input type=\"range\" min=\"0\" max=\"{last}\" step=\"1\" value=\"{start}\" aria-label=\"")
            .Text(stepper.FrameName);
        html.Markup("\"><button type=\"button\" aria-label=\"Forward\">→</button></div>\n");
        for (int index = 0; index < stepper.Frames.Count; index++)
        {
            Frame frame = stepper.Frames[index];
            html.Markup("<div class=\"frame\"><p class=\"moment\"><strong>").Text(stepper.FrameName);
            html.Markup(string.Create(
                CultureInfo.InvariantCulture, $" {index + 1} of {stepper.Frames.Count}</strong>"));
            html.Element("<span>", frame.Label, "</span>").Markup("</p>\n");
            foreach (Block block in frame.Blocks)
            {
                Write(block);
            }

            html.Markup("</div>\n");
        }

        html.Markup("</div>\n");
    }

    // The script shows the list and one option; without it every option is there, each under its title.
    private void Write(Choice choice)
    {
        html.Markup("<div class=\"choice\" role=\"group\" aria-label=\"").Text(choice.Name)
            .Markup("\">\n<label class=\"pick\" hidden>").Text(choice.Name).Markup(" <select>");
        foreach (ChoiceOption option in choice.Options)
        {
            html.Markup("<option>").Text(option.Title).Markup("</option>");
        }

        html.Markup("</select></label>\n");
        foreach (ChoiceOption option in choice.Options)
        {
            html.Markup("<div class=\"option\"><h3>").Text(option.Title).Markup("</h3>\n");
            foreach (Block block in option.Blocks)
            {
                Write(block);
            }

            html.Markup("</div>\n");
        }

        html.Markup("</div>\n");
    }

    private void Write(StateMap map)
    {
        StateMapData data = new(map, anchors.Maps[_maps.Count]);
        _maps.Add(data);
        StateMapHtml.Write(html, data);
    }

    private void Write(Chart chart)
    {
        string number = (_charts.Count + 1).ToString(CultureInfo.InvariantCulture);
        string kind = chart switch { LineChart => "lines", BarChart => "bars", HeatMap => "heat", _ => "histogram" };
        _charts.Add(chart);
        html.Markup(
            $"<figure class=\"chart {kind}{(chart.Width == ChartWidth.Half ? " half" : "")}\" id=\"chart-{number}\">");
        html.Markup("<figcaption><strong>").Text(chart.Title).Markup("</strong>");
        html.Element("<span>", chart.Caption, "</span>").Markup("</figcaption>");
        html.Markup("<div class=\"plot\" role=\"img\" aria-label=\"").Text(ChartTable.SummaryOf(chart))
            .Markup("\"></div>");
        html.Markup("<noscript><p class=\"quiet\">").Text(ChartTable.SummaryOf(chart)).Markup("</p></noscript>");
        WriteNumbers(chart, ChartTable.Of(chart));
        html.Markup("</figure>\n");
    }

    private void WriteNumbers(Chart chart, ChartTable table)
    {
        html.Markup("<details><summary>Numbers</summary>");
        OpenScroller("Numbers of " + chart.Title);
        html.Markup("<table><thead><tr>");
        foreach (string column in table.Columns)
        {
            html.Markup("<th scope=\"col\">").Text(column).Markup("</th>");
        }

        html.Markup("</tr></thead><tbody>\n");
        for (int index = 0; index < table.Rows.Count; index++)
        {
            IReadOnlyList<string> row = table.Rows[index];
            html.Markup("<tr><th scope=\"row\">");
            WriteLinked(
                row[0],
                table.HasRowForEachPosition && chart is BarChart { Links.Count: > 0 } bars ? bars.Links[index] : null);
            html.Markup("</th>");
            foreach (string cell in row.Skip(1))
            {
                html.Markup("<td>").Text(cell).Markup("</td>");
            }

            html.Markup("</tr>\n");
        }

        html.Markup("</tbody></table></div></details>");
    }

    // A wide table scrolls inside its own box, which the keyboard must be able to reach.
    private void OpenScroller(string name) =>
        html.Markup("<div class=\"scroller\" role=\"region\" tabindex=\"0\" aria-label=\"").Text(name).Markup("\">");
}
