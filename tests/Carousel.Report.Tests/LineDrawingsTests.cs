namespace Carousel.Report.Tests;

public sealed class LineDrawingsTests
{
    private static LineDrawings Two { get; } = new("What was <drawn>",
    [
        new DrawnFigure("a & b", [[(0, 0), (10, 0), (10, 10)], [(5, 5)]]),
        new DrawnFigure("", []),
    ])
    {
        Caption = "By a pen.",
    };

    [Fact]
    public void Strokes_AreFittedIntoTheirField_AndADotIsALineToItself()
    {
        string html = ReportWriter.ToHtml(Documents.Of(Two));
        Assert.Contains("<h3>What was &lt;drawn&gt;</h3>", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"a &amp; b\">", html, StringComparison.Ordinal);
        Assert.Contains(
            "<polyline points=\"4,4 92,4 92,92\"/><polyline points=\"48,48 48,48\"/></svg><figcaption "
            + "class=\"quiet\">a &amp; b</figcaption>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void WideLines_KeepTheirProportions()
    {
        string html = ReportWriter.ToHtml(Documents.Of(new LineDrawings(
            "A line", [new DrawnFigure("", [[(0, 0), (100, 0), (100, 25)]])])));
        Assert.Contains("<polyline points=\"4,4 356,4 356,92\"/>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawings_AreRefused_WhereThereIsNone() => Assert.Contains(
        "Drawings 'x': expected at least one drawing.",
        Assert.Throws<ArgumentException>(() => ReportWriter.ToHtml(Documents.Of(new LineDrawings("x", [])))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Drawings_AreRefused_WhereAPointIsNotFinite()
    {
        Assert.Contains("not finite", Refusal([(double.NaN, 0)]), StringComparison.Ordinal);
        Assert.Contains("no point", Refusal([]), StringComparison.Ordinal);

        static string Refusal(IReadOnlyList<(double, double)> stroke) =>
            Assert.Throws<ArgumentException>(
                () =>
                    ReportWriter.ToHtml(Documents.Of(new LineDrawings("x", [new DrawnFigure("", [stroke])])))).Message;
    }
}
