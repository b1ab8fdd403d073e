using Carousel.Report;

namespace Carousel.Browser.Tests;

/// <summary>What a reader picks or unfolds is drawn when it is first seen.</summary>
public sealed class ChoiceTests(Browser browser)
{
    private static readonly Lazy<string> _page = new(() => ExamplePages.Write(
        new ReportDocument("Shops", "Three of them.",
        [
            new Section("Next", [Choice("next")]), new Section("Truth", [Choice("truth")]),
            new Section("Errors",
            [
                new LineChart("By step", Axis.Range("step", 1, 3),
                [
                    new Series("carousel", [1, 2, 3], SeriesRole.Forecast),
                    new Series("ridge", [2, 3, 4], SeriesRole.Baseline),
                    new Series("trees", [3, 4, 5], SeriesRole.Baseline),
                ]),
            ]),
            new Section("Inside", [Chart("inside")]) { IsFolded = true },
        ]), "shops.html"));

    private static LineChart Chart(string title) =>
        new(title, Axis.Range("step", 1, 3), [new Series("truth", [1, 3, 2], SeriesRole.Truth)]);

    private static Choice Choice(string title) => new(
        "series", [.. "AB".Select(shop => new ChoiceOption($"{shop}", [Chart($"{title} of {shop}")]))]);

    [Fact]
    public async Task OneOptionIsSeen_AndChoicesOfOneNameFollowEachOther()
    {
        await using OpenPage open = await browser.OpenAsync(_page.Value);
        await Assertions.Expect(open.Page.Locator("#chart-1 svg path").First).ToBeAttachedAsync();
        await Assertions.Expect(open.Page.Locator("#chart-2")).ToBeHiddenAsync();

        await open.Page.Locator(".pick select").First.SelectOptionAsync("B");

        await Assertions.Expect(open.Page.Locator("#chart-1")).ToBeHiddenAsync();
        await Assertions.Expect(open.Page.Locator("#chart-3")).ToBeHiddenAsync();
        foreach (string chart in new[] { "#chart-2", "#chart-4" })
        {
            await Assertions.Expect(open.Page.Locator($"{chart} .plot svg path").First).ToBeAttachedAsync();
        }

        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task AFoldedSection_OpensByItsLink_AndIsDrawnThen()
    {
        await using OpenPage open = await browser.OpenAsync(_page.Value);
        ILocator plot = open.Page.Locator("#inside .plot");
        await Assertions.Expect(plot).ToBeHiddenAsync();

        await open.Page.Locator("nav a[href='#inside']").ClickAsync();

        await Assertions.Expect(plot.Locator("svg path").First).ToBeAttachedAsync();
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task WithoutScripts_EverythingCanBeRead()
    {
        await using OpenPage open = await browser.OpenAsync(_page.Value, options => options.JavaScriptEnabled = false);
        ILocator titles = open.Page.Locator(".option h3");
        await Assertions.Expect(titles).ToHaveCountAsync(4);
        for (int index = 0; index < 4; index++)
        {
            await Assertions.Expect(titles.Nth(index)).ToBeVisibleAsync();
        }

        await open.Page.Locator("#inside summary").First.ClickAsync();

        await Assertions.Expect(open.Page.Locator("#inside figcaption")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Baselines_DifferInColorDashAndMark_InTheLegendToo()
    {
        await using OpenPage open = await browser.OpenAsync(_page.Value);
        ILocator swatches = open.Page.Locator("#errors .legend svg.swatch");
        await Assertions.Expect(swatches).ToHaveCountAsync(3);

        foreach (string what in new[] { "stroke", "stroke-dasharray" })
        {
            string?[] found = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(n => swatches.Nth(n).Locator("path").First.GetAttributeAsync(what)));
            Assert.Equal(3, found.Distinct().Count());
        }

        await Assertions.Expect(swatches.Nth(0).Locator("path")).ToHaveCountAsync(1);
        string?[] marks = await Task.WhenAll(
            Enumerable.Range(1, 2).Select(n => swatches.Nth(n).Locator("path").Nth(1).GetAttributeAsync("d")));
        Assert.Equal(2, marks.Distinct().Count());
    }
}
