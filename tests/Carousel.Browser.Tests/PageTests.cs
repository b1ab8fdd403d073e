using System.Text.RegularExpressions;

namespace Carousel.Browser.Tests;

/// <summary>A page with every block, opened as a file.</summary>
public sealed partial class PageTests(Browser browser)
{
    [Fact]
    public async Task Page_AsksForNothingAndHasNoError_WhenOpenedAsAFile()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath, options => options.Offline = true);
        await open.MapAsync();

        Assert.Equal(
            [new Uri(ExamplePages.FullPath).AbsoluteUri],
            open.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Charts_AreDrawn_WhenThePageOpens()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator plots = open.Page.Locator("figure.chart .plot svg");

        await Assertions.Expect(plots).ToHaveCountAsync(4);
        for (int index = 0; index < 4; index++)
        {
            Assert.True(await plots.Nth(index).Locator("path, image").CountAsync() > 0);
        }
    }

    [Fact]
    public async Task Page_IsNoWiderThanThePhone_WhenNarrow()
    {
        await using OpenPage open = await browser.OpenAsync(
            ExamplePages.FullPath, options => options.ViewportSize = new() { Width = 375, Height = 700 });
        ILocator map = await open.MapAsync();
        await map.Locator("select").Last.SelectOptionAsync("5");

        Assert.Equal(375, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Page_IsDark_WhenTheReaderAsksForIt()
    {
        await using OpenPage open = await browser.OpenAsync(
            ExamplePages.FullPath, options => options.ColorScheme = ColorScheme.Dark);
        ILocator map = await open.MapAsync();
        await Assertions.Expect(map).ToHaveCSSAsync("background-color", "rgb(25, 29, 37)");
        const string Colors = "c => [...c.getContext('2d').getImageData(80, 2, 200, 1).data].join()";
        string dark = await map.Locator("canvas.field").EvaluateAsync<string>(Colors);

        await open.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });

        await Assertions.Expect(map).ToHaveCSSAsync("background-color", "rgb(255, 255, 255)");

        // The style changes at once and the drawing with the next frame, so the colours are waited for.
        await open.Page.WaitForFunctionAsync(
            $$"""dark => ({{Colors}})(document.querySelector("figure.states canvas.field")) !== dark""", dark);
    }

    [Fact]
    public async Task Page_CanBeRead_WhenScriptsAreOff()
    {
        await using OpenPage open = await browser.OpenAsync(
            ExamplePages.FullPath, options => options.JavaScriptEnabled = false);

        await Assertions.Expect(open.Page.Locator("figure.states noscript p")).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator("#map-layer-1-unit-5"))
            .ToContainTextAsync("4000 to 4019 quick brown");
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "unit 5", Exact = true }).First.ClickAsync();
        await Assertions.Expect(open.Page).ToHaveURLAsync(UnitFive());
        await Assertions.Expect(open.Page.Locator("#map-layer-1-unit-5")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Link_GoesToASection_WhenThePageHasIt()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "the charts" }).ClickAsync();

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Charts" })).ToBeInViewportAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Link, new() { Name = "unit 3 of another map" }))
            .ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Stepper_Walks_WhenArrowsArePressed()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        await open.Page.GetByRole(AriaRole.Slider).FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowRight");

        await Assertions.Expect(open.Page.GetByText("second", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.GetByText("first", new() { Exact = true })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Pictures_AreDrawn_AndShadeLiesOnThem()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator picture = open.Page.Locator(".pictures img");
        await picture.ScrollIntoViewIfNeededAsync();

        Assert.Equal(16, await picture.EvaluateAsync<int>("i => i.naturalWidth"));
        LocatorBoundingBoxResult seen = (await picture.BoundingBoxAsync())!,
            shade = (await open.Page.Locator(".pictures svg").BoundingBoxAsync())!;
        Assert.True(seen.Width >= 100, $"{seen.Width} wide");
        Assert.Equal((seen.X, seen.Y, seen.Width, seen.Height), (shade.X, shade.Y, shade.Width, shade.Height));
    }

    [Fact]
    public async Task DrawnLines_HaveTheColorOfText_WhenThePageIsDark()
    {
        await using OpenPage open = await browser.OpenAsync(
            ExamplePages.FullPath, options => options.ColorScheme = ColorScheme.Dark);

        await Assertions.Expect(open.Page.Locator(".drawings polyline")).ToHaveCSSAsync("stroke", "rgb(227, 230, 236)");
    }

    [Fact]
    public async Task ATableOfSentences_FitsItsBox()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator box = open.Page.Locator("section", new() { HasText = "What was drawn" }).Locator(".scroller");

        Assert.Equal(
            await box.EvaluateAsync<int>("b => b.clientWidth"), await box.EvaluateAsync<int>("b => b.scrollWidth"));
    }

    [GeneratedRegex("#map-layer-1-unit-5$")]
    private static partial Regex UnitFive();
}
