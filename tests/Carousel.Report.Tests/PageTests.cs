using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Carousel.Report.Tests;

public sealed partial class PageTests
{
    [Fact]
    public void Page_IsTheSameText_WhenWrittenTwice() =>
        Assert.Equal(ReportWriter.ToHtml(Documents.Full), ReportWriter.ToHtml(Documents.Full));

    [Fact]
    public void Page_AsksForNothingElse()
    {
        string html = ReportWriter.ToHtml(Documents.Full);
        string markup = ScriptsAndStyles().Replace(html, "");

        Assert.DoesNotMatch(OutsideAddress(), markup);
        Assert.DoesNotContain("<link", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", markup, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex(@"url\(|@import"), StyleOf(html));
        Assert.Contains("default-src 'none'", markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_LetsItsOwnScriptRunAndNoOther()
    {
        string html = ReportWriter.ToHtml(Documents.Full);
        string script = ScriptOf(html);
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

        Assert.True(script.Length > 100_000, "The charts' script is missing.");
        Assert.Contains($"script-src 'sha256-{hash}'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Bundle_CannotEndItsElements()
    {
        string script = Html.Bundle.Script;
        Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", script, StringComparison.Ordinal);
        Assert.DoesNotContain("</style", Html.Bundle.Style, StringComparison.OrdinalIgnoreCase);
        Assert.True(script.Length < 700_000, $"The script has grown to {script.Length} letters.");
    }

    [Fact]
    public void Page_EscapesEveryText()
    {
        const string text = Documents.Hostile;
        Axis axis = Axis.Category(text, [text]);
        Series series = new(text, [1]);
        ReportDocument document = new(text, text,
        [
            new Section(text,
            [
                new Paragraph(text), new CodeBlock(text) { Caption = text },
                new KeyFigures([new KeyFigure(text, text, text)]), new Facts([new Fact(text, text)]),
                new Table([new TableColumn(text)], [TableRow.Of(text)]) { Caption = text, Note = text },
                new LineChart(text, axis, [series])
                {
                    Bands = [new Band(text, [1], [2])], Markers = [new Marker(0, text)],
                    Caption = text, Summary = text, ValueName = text,
                },
                new BarChart(text, axis, [series]), new HeatMap(text, axis, [text], [1]) { RowName = text },
                new Histogram(text, [0, 1], [1]) { CountName = text, ValueName = text },
            ])
            { Lead = text },
        ])
        { Kicker = text, Footer = text, Language = text };

        string html = ReportWriter.ToHtml(document);

        // The only scripts are the numbers and the bundle; nothing of the text is markup.
        Assert.Equal(2, Regex.Count(html, "<script"));
        Assert.Equal(2, Regex.Count(html, "</script"));
        string markup = ScriptsAndStyles().Replace(html, "");
        Assert.DoesNotContain("<b>", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("\"quoted\"", markup, StringComparison.Ordinal);
        Assert.Contains(
            "&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&lt;!-- &quot;quoted&quot; &amp; &lt;b&gt;",
            markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_ReplacesLettersThatHtmlForbids()
    {
        string html = ReportWriter.ToHtml(Documents.Of(new Paragraph("a\0b\uD800c\u0007d 😀")));
        Assert.Contains("<p>a\uFFFDb\uFFFDc\uFFFDd 😀</p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_GetNamesThatDiffer()
    {
        Section section = new("Errors by horizon!", []);
        string html = ReportWriter.ToHtml(new ReportDocument("T", "H", [section, section, new Section("…", [])]));

        Assert.Contains("<section id=\"errors-by-horizon\">", html, StringComparison.Ordinal);
        Assert.Contains("<section id=\"errors-by-horizon-2\">", html, StringComparison.Ordinal);
        Assert.Contains("<section id=\"section\">", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#errors-by-horizon-2\">", html, StringComparison.Ordinal);
    }

    internal static string ScriptOf(string html) => Between(html, "<script>", "</script>");

    internal static string StyleOf(string html) => Between(html, "<style>", "</style>");

    internal static string Between(string html, string before, string after)
    {
        int start = html.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return html[start..html.IndexOf(after, start, StringComparison.Ordinal)];
    }

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    internal static partial Regex ScriptsAndStyles();

    [GeneratedRegex("""=\s*["']?\s*(https?:)?//""", RegexOptions.IgnoreCase)]
    private static partial Regex OutsideAddress();
}
