namespace Carousel.Browser.Tests;

/// <summary>The map of states in a browser.</summary>
public sealed class StateMapTests(Browser browser)
{
    [Fact]
    public async Task Map_IsDrawn_WhenThePageOpens()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();

        Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.field")) > 50);
        Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.strip")) > 50);
        Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.ruler")) > 1);
        await Assertions.Expect(map.Locator("details.units")).Not.ToHaveAttributeAsync("open", "");
    }

    [Fact]
    public async Task Peak_IsSeen_WhenAllStepsAreShown()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        ILocator field = map.Locator("canvas.field");
        await map.GetByRole(AriaRole.Button, new() { Name = "Show all steps" }).ClickAsync();
        await Assertions.Expect(map)
            .ToHaveAttributeAsync(
                "data-steps", ExamplePages.Steps.ToString(System.Globalization.CultureInfo.InvariantCulture));

        // Unit 5 is 1 in 20 of 6,000 steps: less than five pixels of its row, in the last colour of the scale.
        int strong = await field.EvaluateAsync<int>(
            """
            c => {
              const height = c.height / 24;
              const image = c.getContext('2d').getImageData(66, Math.round(5.5 * height), c.width - 66, 1);
              const row = new Uint32Array(image.data.buffer);
              return row.filter(pixel => (pixel & 0xffffff) === 0x99571d).length;
            }
            """);
        Assert.InRange(strong, 1, 8);
    }

    [Fact]
    public async Task Keyboard_ReachesAUnitAndASpan_WithoutAMouse()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        IPage page = open.Page;
        await map.GetByRole(AriaRole.Button, new() { Name = "Save what is seen as CSV" }).FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Application)).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Home");
        for (int row = 0; row < 5; row++)
        {
            await page.Keyboard.PressAsync("ArrowDown");
        }

        await Assertions.Expect(map.Locator(".state-readout"))
            .ToContainTextAsync("unit 5 · character 0 ‘T’ · hidden state 0.0");
        await Assertions.Expect(map.Locator("[aria-live]")).ToContainTextAsync("unit 5");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(map.Locator(".state-unit")).ToContainTextAsync("6 characters");
        await OpenPage.Sharp(map);
        Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.unit-line")) > 2);

        // The links to other sections, the button that closes, the first span.
        for (int press = 0; press < 4; press++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Assertions.Expect(map.GetByRole(AriaRole.Button, new() { Name = "4,000 to 4,019" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(map.Locator(".state-readout")).ToContainTextAsync("character 4,000");
        await Assertions.Expect(map.Locator(".state-readout")).ToContainTextAsync("hidden state 1.00 · second text");
        await Assertions.Expect(map.Locator(".state-text .at")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Application).FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(map.Locator(".state-unit")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_MoveAndZoom_AlongTheSteps()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        ILocator readout = map.Locator(".state-readout");
        await open.Page.GetByRole(AriaRole.Application).FocusAsync();
        await open.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(readout).ToContainTextAsync("character 5,999");
        await open.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(readout).ToContainTextAsync("character 0 ");
        for (int press = 0; press < 6; press++)
        {
            await open.Page.Keyboard.PressAsync("+");
        }

        await open.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(readout).ToContainTextAsync("character 1 ‘h’");
        await open.Page.Keyboard.PressAsync("PageDown");
        await Assertions.Expect(readout).Not.ToContainTextAsync("character 1 ‘h’");
        await OpenPage.Sharp(map);
        Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.field")) > 50);
    }

    [Fact]
    public async Task Quantity_ShowsRanges_WhereItsColumnsHoldSeveralSteps()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        await map.GetByLabel("Shown").SelectOptionAsync("forget gate");
        await open.Page.GetByRole(AriaRole.Application).FocusAsync();
        await open.Page.Keyboard.PressAsync("Home");

        await Assertions.Expect(map.Locator(".state-readout"))
            .ToContainTextAsync("unit 0 · character 0 ‘T’ · forget gate 0.50 to 0.54 within 8 characters");
        await OpenPage.Sharp(map);
        Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.field")) > 50);
    }

    [Fact]
    public async Task Mouse_SelectsAUnit_AndPullsTheMap()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        ILocator over = map.Locator("canvas.over");
        await over.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await over.BoundingBoxAsync())!;
        float rowHeight = box.Height / ExamplePages.Units;
        await open.Page.Mouse.ClickAsync(box.X + 300, box.Y + (rowHeight * 9.5f));
        await Assertions.Expect(map.Locator(".state-unit h4")).ToHaveTextAsync("unit 9");
        await Assertions.Expect(map.Locator(".mentions")).ToContainTextAsync("Also in Result, Charts");
        await Assertions.Expect(open.Page.Locator("tr.chosen")).Not.ToHaveCountAsync(0);

        await open.Page.Keyboard.PressAsync("+");
        await map.GetByRole(AriaRole.Button, new() { Name = "Show fewer steps" }).ClickAsync();
        await OpenPage.Sharp(map);
        string before = await map.Locator(".state-readout").InnerTextAsync();
        await open.Page.Mouse.MoveAsync(box.X + 500, box.Y + (rowHeight * 3.5f));
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(box.X + 200, box.Y + (rowHeight * 3.5f), new() { Steps = 4 });
        await open.Page.Mouse.UpAsync();
        await open.Page.Mouse.MoveAsync(box.X + 300, box.Y + (rowHeight * 9.5f));
        await Assertions.Expect(map.Locator(".state-readout")).Not.ToHaveTextAsync(before);
        await Assertions.Expect(map.Locator(".state-unit h4")).ToHaveTextAsync("unit 9");
    }

    [Fact]
    public async Task Link_SelectsTheUnitAndShowsTheSpan_WhenPressed()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        await open.Page.Locator("main table a", new() { HasTextString = "unit 5" }).First.ClickAsync();

        await Assertions.Expect(map.Locator(".state-unit h4")).ToHaveTextAsync("unit 5");
        await Assertions.Expect(map.Locator(".state-readout")).ToContainTextAsync("character 4,000");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Application)).ToBeFocusedAsync();
        await Assertions.Expect(map).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Bar_SelectsTheUnit_WhenPressed()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        ILocator bar = open.Page.Locator("figure.bars svg path[fill='#1f6fc4']").First;
        await bar.ScrollIntoViewIfNeededAsync();
        await bar.ClickAsync();

        await Assertions.Expect(map.Locator(".state-unit h4")).ToHaveTextAsync("unit 5");
    }

    [Fact]
    public async Task Paper_ShowsAllSteps_AndTheScreenIsAsBefore()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        string before = (await map.GetAttributeAsync("data-steps"))!;

        await open.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await Assertions.Expect(map)
            .ToHaveAttributeAsync(
                "data-steps", ExamplePages.Steps.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.field")) > 50);
        await open.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await Assertions.Expect(map).ToHaveAttributeAsync("data-steps", before);
    }

    [Fact]
    public async Task Quantity_IsSaved_AsCsv()
    {
        await using OpenPage open = await browser.OpenAsync(ExamplePages.FullPath);
        ILocator map = await open.MapAsync();
        await map.GetByRole(AriaRole.Button, new() { Name = "Show all steps" }).ClickAsync();
        IDownload download = await open.Page.RunAndWaitForDownloadAsync(
            () => map.GetByRole(AriaRole.Button, new() { Name = "Save what is seen as CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(
            await download.PathAsync(), TestContext.Current.CancellationToken);

        Assert.Equal("states-of-layer-1-hidden-state.csv", download.SuggestedFilename);
        Assert.Equal(ExamplePages.Units + 1, lines.Length);
        Assert.StartsWith("unit 5,", lines[6], StringComparison.Ordinal);
        Assert.Contains("1", lines[6].Split(','));
        Assert.Contains("0.008", lines[6].Split(','));
    }
}
