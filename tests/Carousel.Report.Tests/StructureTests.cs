namespace Carousel.Report.Tests;

public sealed class StructureTests
{
    private static string BodyOf(ReportDocument document)
    {
        string html = ReportWriter.ToHtml(document);
        return PageTests.ScriptsAndStyles().Replace(html[html.IndexOf("<body>", StringComparison.Ordinal)..], "");
    }

    [Fact]
    public void TextTablesAndCode_HaveTheirStructure()
    {
        ReportDocument document = new("Late flights", "19 % better.",
        [
            new Section("Result",
            [
                new KeyFigures([new KeyFigure("MAE", "35.2", "ridge: 43.4")]),
                new Table([new("model", Alignment.Left), new("MAE")],
                [
                    new TableRow([new("carousel"), new("35.2", IsBest: true)], IsEmphasized: true),
                    TableRow.Of("ridge", "43.4"),
                ])
                { Caption = "Errors", Note = "Underlined: best." },
                new Paragraph("Mind this.", Tone.Warning),
                new Facts([new Fact("seed", "1")]),
                new CodeBlock("carousel forecast\n  --seed 1") { Caption = "Again:" },
            ])
            { Lead = "On the test part." },
        ])
        { Kicker = "carousel forecast", Footer = "Carousel" };

        const string best = "<td class=\"right best\"><strong>35.2</strong></td>";
        const string expected = $"""
            <body>
            <header>
            <p class="kicker">carousel forecast</p>
            <h1>Late flights</h1>
            <p class="headline">19 % better.</p>
            </header>
            <div class="page">
            <main>
            <section id="result">
            <h2>Result</h2>
            <p class="lead">On the test part.</p>
            <div class="blocks">
            <dl class="figures">
            <div><dt>MAE</dt><dd>35.2</dd><dd class="note">ridge: 43.4</dd></div>
            </dl>
            <div class="table"><div class="scroller" role="region" tabindex="0" aria-label="Errors"><table>
            <caption>Errors</caption>
            <thead><tr><th scope="col" class="left">model</th><th scope="col" class="right">MAE</th></tr></thead>
            <tbody>
            <tr class="emphasised"><th scope="row" class="left">carousel</th>{best}</tr>
            <tr><th scope="row" class="left">ridge</th><td class="right">43.4</td></tr>
            </tbody>
            </table></div><p class="quiet">Underlined: best.</p></div>
            <p class="warning" role="note">Mind this.</p>
            <dl class="facts">
            <div><dt>seed</dt><dd>1</dd></div>
            </dl>
            <div class="code"><p class="quiet">Again:</p><div><pre tabindex="0"><code>carousel forecast
              --seed 1</code></pre><button type="button" class="copy" hidden>Copy</button></div></div>
            </div>
            </section>
            </main>
            </div>
            <footer>Carousel</footer>


            </body>
            </html>

            """;
        Assert.Equal(expected, BodyOf(document), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Chart_HasASentenceAndATable_ForThoseWhoDoNotSeeIt()
    {
        string body = BodyOf(Documents.Of(Documents.Forecast));

        const string summary = "Line chart of late flights per hour. From 2001-06-03 00:00 to 2001-06-03 02:00: truth "
            + "1.0 to 2.5; forecast 2.0 to 3.0; 80 % interval, lower 1.0 to 2.0; 80 % interval, upper 3.0 to 4.0.";
        Assert.Contains(
            $"<div class=\"plot\" role=\"img\" aria-label=\"{summary}\"></div>", body, StringComparison.Ordinal);
        Assert.Contains($"<noscript><p class=\"quiet\">{summary}</p></noscript>", body, StringComparison.Ordinal);
        Assert.Contains(
            "<tr><th scope=\"row\">2001-06-03 01:00</th><td>2.5</td><td>2.0</td><td>1.0</td><td>3.0</td></tr>", body,
            StringComparison.Ordinal);
        Assert.Contains(
            "<tr><th scope=\"row\">2001-06-03 02:00</th><td>–</td><td>3.0</td><td>2.0</td><td>4.0</td></tr>", body,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_HasARowForEachSeries_WhenItsTableWouldBeLong()
    {
        LineChart chart = new(
            "Long", Axis.Range("step", 0, 201), [new Series("ones and a two", [.. Enumerable.Repeat(1.0, 200), 2])]);
        string body = BodyOf(Documents.Of(chart));
        Assert.Contains(
            "<tr><th scope=\"row\">ones and a two</th><td>201</td><td>1</td><td>1.005</td><td>2</td></tr>", body,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_AreBrokenIntoLines_WhenARowOfThemIsTooWide()
    {
        string words = string.Join(' ', Enumerable.Repeat("four", 9)), name = new('y', 30);
        string Body(params string[] cells) =>
            BodyOf(Documents.Of(new Table(
                [.. cells.Select(_ => new TableColumn("", Alignment.Left))], [TableRow.Of(cells)])));

        Assert.Contains(
            $"<td class=\"left sentence\">{words}", Body("a", words, words, words), StringComparison.Ordinal);
        Assert.Contains($"<td class=\"left\">{words}", Body("a", words, words), StringComparison.Ordinal);
        Assert.Contains($"<td class=\"left\">{name}", Body("a", words, words, name), StringComparison.Ordinal);
    }

    [Fact]
    public void Cell_IsBrokenIntoLines_WhenItHoldsASentence()
    {
        string text = new('x', 61);
        string body = BodyOf(Documents.Of(new Table(
            [new("claim", Alignment.Left), new("outcome", Alignment.Left)],
            [TableRow.Of("copy", text), TableRow.Of("lag", text[1..])])));
        Assert.Contains($"<td class=\"left sentence\">{text}</td>", body, StringComparison.Ordinal);
        Assert.Contains($"<td class=\"left\">{text[1..]}</td>", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_TakesHalfTheWidth_WhenAsked()
    {
        string body = BodyOf(Documents.Of(Documents.Heat, Documents.Times));
        Assert.Contains("<figure class=\"chart heat half\" id=\"chart-1\">", body, StringComparison.Ordinal);
        Assert.Contains("<figure class=\"chart histogram\" id=\"chart-2\">", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1234567.0, null, "1,234,567")]
    [InlineData(1234.5678, null, "1,235")]
    [InlineData(0.0123456, null, "0.01235")]
    [InlineData(-2.5, 2, "−2.50")]
    [InlineData(0.99999, null, "1.000")]
    [InlineData(0.0, null, "0")]
    [InlineData(0.00001234, null, "1.234e−5")]
    [InlineData(double.NaN, 2, "–")]
    public void Number_HasFourSignificantDigitsOrTheDecimalsAskedFor(double value, int? decimals, string expected) =>
        Assert.Equal(expected, Html.NumberText.Of(value, decimals));
}
