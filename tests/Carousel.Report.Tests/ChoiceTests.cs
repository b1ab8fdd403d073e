namespace Carousel.Report.Tests;

/// <summary>What is seen on demand: options of a choice, and folded sections.</summary>
public sealed class ChoiceTests
{
    private static Choice Two { get; } = new(
        "series",
        [new ChoiceOption("A & B", [Documents.Forecast]), new ChoiceOption("C", [new Paragraph("Too short.")])]);

    [Fact]
    public void Options_AreAllThere_EachUnderItsTitle()
    {
        string html = ReportWriter.ToHtml(Documents.Of(Two, Documents.Bars));

        Assert.Contains(
            "<div class=\"choice\" role=\"group\" aria-label=\"series\">\n<label class=\"pick\" hidden>series "
            + "<select><option>A &amp; B</option><option>C</option></select></label>", html, StringComparison.Ordinal);
        Assert.Contains(
            "<div class=\"option\"><h3>A &amp; B</h3>\n<figure class=\"chart lines\" id=\"chart-1\">", html,
            StringComparison.Ordinal);
        Assert.Contains(
            "<div class=\"option\"><h3>C</h3>\n<p>Too short.</p>\n</div>", html, StringComparison.Ordinal);
        Assert.Contains("id=\"chart-2\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void AFoldedSection_OpensWithoutScripts()
    {
        string html = ReportWriter.ToHtml(new ReportDocument("Title", "Headline.",
        [
            new Section("Result", []),
            new Section("Inside", [new Paragraph("Gates.")]) { Lead = "One window.", IsFolded = true },
        ]));

        Assert.Contains(
            "<section id=\"inside\">\n<details class=\"fold\"><summary><h2>Inside</h2></summary>\n<p "
            + "class=\"lead\">One window.</p>\n<div class=\"blocks\">\n<p>Gates.</p>\n</div>\n</details>\n</section>",
            html, StringComparison.Ordinal);
        Assert.Contains("<section id=\"result\">\n<h2>Result</h2>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatHasNoPlaceThere_IsRefused()
    {
        Assert.Contains("one option", Refusal(new Choice("series", [])), StringComparison.Ordinal);
        Assert.Contains(
            "one option", Refusal(new Choice("series", [new("A", []), new("A", [])])), StringComparison.Ordinal);
        Assert.Contains(
            "an option contains a Choice", Refusal(new Choice("series", [new("A", [Two])])), StringComparison.Ordinal);
        Assert.Contains(
            "row 'a' has 1 cells",
            Refusal(new Choice("series", [new("A", [new Table([new("x"), new("y")], [TableRow.Of("a")])])])),
            StringComparison.Ordinal);
        Assert.Contains(
            "a frame contains a Choice", Refusal(new Stepper("Steps", [new Frame("", [Two])])),
            StringComparison.Ordinal);

        static string Refusal(Block block) =>
            Assert.Throws<ArgumentException>(() => ReportWriter.ToHtml(Documents.Of(block))).Message;
    }
}
