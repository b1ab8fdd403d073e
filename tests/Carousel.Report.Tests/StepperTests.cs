namespace Carousel.Report.Tests;

public sealed class StepperTests
{
    private static Stepper Two { get; } = new("One step of a cell",
    [
        new Frame(
            "x = 0.5",
            [
                new Table([new("term", Alignment.Left), new("unit 1")], [TableRow.Of("f", "0.9")])
                {
                    Caption = "1 · Forget",
                },
            ]),
        new Frame("", [new Paragraph("Nothing <new>.")]),
    ])
    {
        Caption = "Walk along.",
        Start = 1,
    };

    [Fact]
    public void Frames_AreAllThere_EachUnderItsNumber()
    {
        string html = ReportWriter.ToHtml(Documents.Of(Two));
        Assert.Contains(
            "<div class=\"stepper\" role=\"group\" aria-label=\"One step of a cell\"><p "
            + "class=\"stepper-title\"><strong>One step of a cell</strong><span>Walk along.</span></p>", html,
            StringComparison.Ordinal);
        Assert.Contains(
            "<div class=\"walk\" hidden><button type=\"button\" aria-label=\"Back\">←</button><input type=\"range\" "
            + "min=\"0\" max=\"1\" step=\"1\" value=\"1\" aria-label=\"step\">", html, StringComparison.Ordinal);
        Assert.Contains(
            "<div class=\"frame\"><p class=\"moment\"><strong>step 1 of 2</strong><span>x = 0.5</span></p>\n<div "
            + "class=\"table\">", html, StringComparison.Ordinal);
        Assert.Contains(
            "<div class=\"frame\"><p class=\"moment\"><strong>step 2 of 2</strong></p>\n<p>Nothing "
            + "&lt;new&gt;.</p>\n</div>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Stepper_IsRefused_WhereItCannotBeShown()
    {
        Assert.Contains("starts at 2, but has 2 frames", Refusal(Two with { Start = 2 }), StringComparison.Ordinal);
        Assert.Contains("starts at 0, but has 0 frames", Refusal(new Stepper("Empty", [])), StringComparison.Ordinal);
        Assert.Contains(
            "a frame contains a BarChart", Refusal(new Stepper("Chart", [new Frame("", [Documents.Bars])])),
            StringComparison.Ordinal);
        Assert.Contains(
            "row 'a' has 1 cells",
            Refusal(new Stepper("Table", [new Frame("", [new Table([new("x"), new("y")], [TableRow.Of("a")])])])),
            StringComparison.Ordinal);

        static string Refusal(Stepper stepper) =>
            Assert.Throws<ArgumentException>(() => ReportWriter.ToHtml(Documents.Of(stepper))).Message;
    }
}
