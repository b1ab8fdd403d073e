namespace Carousel.Report.Html;

/// <summary>A report as one page: style, text, numbers and script in one file that asks for nothing else.</summary>
internal static class Page
{
    /// <summary>The page.</summary>
    public static string Of(ReportDocument document)
    {
        HtmlText html = new();
        Anchors anchors = Anchors.Of(document);
        IReadOnlyList<string> names = anchors.Sections;
        BlockHtml blocks = new(html, anchors);
        WriteHead(html, document);
        html.Markup("<body>\n");
        WriteMasthead(html, document);
        html.Markup("<div class=\"page\">\n");
        WriteContents(html, document, names);
        html.Markup("<main>\n");
        for (int index = 0; index < document.Sections.Count; index++)
        {
            WriteSection(html, document.Sections[index], names[index], blocks);
        }

        html.Markup("</main>\n</div>\n");
        html.Element("<footer>", document.Footer, "</footer>\n");
        html.Markup("<script type=\"application/json\" id=\"report-charts\">")
            .Markup(ChartJson.Of(blocks.Charts, anchors)).Markup("</script>\n");
        if (blocks.Maps.Count > 0)
        {
            html.Markup("<script type=\"application/json\" id=\"report-states\">").Markup(StateMapJson.Of(blocks.Maps))
                .Markup("</script>\n");
        }

        foreach (StateMapData map in blocks.Maps)
        {
            map.WriteFirst(html);
        }

        html.Markup("<script>").Markup(Bundle.Script).Markup("</script>\n");
        foreach (StateMapData map in blocks.Maps)
        {
            map.WriteRest(html);
        }

        html.Markup("</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteHead(HtmlText html, ReportDocument document)
    {
        html.Markup("<!doctype html>\n<html lang=\"").Text(document.Language)
            .Markup("\">\n<head>\n<meta charset=\"utf-8\">\n");
        // The policy lets nothing be fetched: even a mistake in a later version could not reach outside.
        html.Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '")
            .Markup(Bundle.ScriptHash)
            .Markup("'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'\">\n");
        html.Markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Markup("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Markup("<title>").Text(document.Title).Markup("</title>\n");
        html.Markup("<style>").Markup(Bundle.Style).Markup("</style>\n");
        // Without scripts a chart is its sentence and its numbers.
        html.Markup("<noscript><style>.plot, .state-map { display: none; }</style></noscript>\n</head>\n");
    }

    private static void WriteMasthead(HtmlText html, ReportDocument document)
    {
        html.Markup("<header>\n");
        html.Element("<p class=\"kicker\">", document.Kicker, "</p>\n");
        html.Markup("<h1>").Text(document.Title).Markup("</h1>\n");
        html.Element("<p class=\"headline\">", document.Headline, "</p>\n");
        html.Markup("</header>\n");
    }

    private static void WriteContents(HtmlText html, ReportDocument document, IReadOnlyList<string> names)
    {
        if (document.Sections.Count < 2)
        {
            return;
        }

        html.Markup("<nav aria-label=\"Sections\"><ol>\n");
        for (int index = 0; index < names.Count; index++)
        {
            html.Markup("<li><a href=\"#").Text(names[index]).Markup("\">").Text(document.Sections[index].Title)
                .Markup("</a></li>\n");
        }

        html.Markup("</ol></nav>\n");
    }

    private static void WriteSection(HtmlText html, Section section, string name, BlockHtml blocks)
    {
        // The element folds without scripts, too.
        (string opening, string closing) = section.IsFolded
            ? ("<details class=\"fold\"><summary><h2>", "</h2></summary>\n")
            : ("<h2>", "</h2>\n");
        html.Markup("<section id=\"").Text(name).Markup("\">\n").Markup(opening).Text(section.Title).Markup(closing);
        html.Element("<p class=\"lead\">", section.Lead, "</p>\n");
        html.Markup("<div class=\"blocks\">\n");
        foreach (Block block in section.Blocks)
        {
            blocks.Write(block);
        }

        html.Markup(section.IsFolded ? "</div>\n</details>\n</section>\n" : "</div>\n</section>\n");
    }
}
