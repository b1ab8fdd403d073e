using System.Text.RegularExpressions;

namespace Carousel.Browser.Tests.Studio;

/// <summary>A user's way from a messy file to a forecast that answers elsewhere.</summary>
public sealed partial class ForecastWayTests(Browser browser, OwnStudio studio) : IClassFixture<OwnStudio>
{
    [Fact]
    public async Task Way_EndsInAnExport_WhenAMessyFileIsDropped()
    {
        await using OpenPage open = await studio.OpenAsync(browser);
        IPage page = open.Page;
        await page.DropAsync("Umsätze 2023.csv", StudioData.MessySales());
        await page.FoundAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Umsätze 2023.csv");
        await Assertions.Expect(page.Locator(".data-plot svg path").First).ToBeAttachedAsync();
        await page.Locator("fieldset", new() { HasText = "What to predict?" }).GetByLabel("Umsatz").CheckAsync();
        foreach (string other in new[] { "Preis", "Feiertag" })
        {
            await page.Locator("fieldset", new() { HasText = "What to predict?" }).GetByLabel(other).UncheckAsync();
            await page.Locator("fieldset", new() { HasText = "What is known ahead?" }).GetByLabel(other).CheckAsync();
        }

        await page.GetByLabel("How far ahead?").FillAsync("14");
        await Assertions.Expect(page.Locator("aside pre")).ToContainTextAsync("--horizon=14");
        await page.SetAsync(("epochs", "2"), ("hidden", "8"), ("ensemble", "1"));
        await page.FoundAsync();
        await page.TrainAsync();

        IFrameLocator report = page.FrameLocator("iframe.report");
        await Assertions.Expect(report.Locator("figure.chart svg").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main table").First).ToContainTextAsync("MAE");

        await page.GoToAsync("Use");
        ILocator sum = page.Locator(".sum");
        await Assertions.Expect(sum).ToContainTextAsync("14 steps");
        ILocator price = page.GetByRole(AriaRole.Slider, new() { Name = "Preis" });
        await price.FocusAsync();
        for (int press = 0; press < 5; press++)
        {
            await page.Keyboard.PressAsync("ArrowRight");
        }

        await Assertions.Expect(sum).ToContainTextAsync(ThanWithout());
        await page.Button("Undo all changes").ClickAsync();
        await Assertions.Expect(sum).Not.ToContainTextAsync("than without");
        IDownload csv = await page.RunAndWaitForDownloadAsync(() => page.Button("Download CSV").ClickAsync());
        string[] lines = await File.ReadAllLinesAsync((await csv.PathAsync())!);
        Assert.Equal(15, lines.Length);
        Assert.StartsWith("time,Umsatz", lines[0], StringComparison.Ordinal);

        await page.GoToAsync("Ship");
        IDownload model = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Model file" }).ClickAsync());
        Assert.True(new FileInfo((await model.PathAsync())!).Length > 1000);
        Assert.Empty(open.Errors);
        Assert.All(open.Requests, url => Assert.Matches(OwnSite(), url));
    }

    [Fact]
    public async Task Refusal_StandsBesideItsQuestion_InTheWordsOfTheCommandLine()
    {
        await using OpenPage open = await studio.OpenAsync(browser);
        IPage page = open.Page;
        await page.DropAsync("short.csv", StudioData.MessySales(60));
        await page.FoundAsync();

        await page.GetByLabel("How far ahead?").FillAsync("400");

        ILocator refusal = page.Locator(".questions .field", new() { HasText = "How far ahead?" })
            .GetByRole(AriaRole.Alert);
        await Assertions.Expect(refusal).ToContainTextAsync("horizon of 400");
        await Assertions.Expect(page.GetByLabel("How far ahead?")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task Runs_AreComparedNotedAndDeleted()
    {
        string data = await studio.AddAsync("compared.csv", StudioData.MessySales());
        foreach (int hidden in new[] { 6, 8 })
        {
            await studio.TrainAsync(data, "forecast", StudioData.SmallForecast(hidden));
        }

        await using OpenPage open = await studio.OpenAsync(browser, "/runs");
        IPage page = open.Page;
        ILocator rows = page.Locator("table.runs tbody tr", new() { HasText = "compared.csv" });
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await rows.Nth(0).GetByRole(AriaRole.Checkbox).CheckAsync();
        await rows.Nth(1).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Button("Compare").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Settings of both runs" }))
            .ToContainTextAsync("hidden");
        ILocator measures = page.GetByRole(AriaRole.Region, new() { Name = "Measures of both runs" });
        await Assertions.Expect(measures.Locator(".best").First).ToBeVisibleAsync();

        await page.GoBackAsync();
        await rows.Nth(0).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByLabel("Notes").FillAsync("the smaller one <b>");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByText("Kept.")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("the smaller one <b>");

        await rows.Nth(0).GetByRole(AriaRole.Button).ClickAsync();
        await page.Button("Keep it").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await rows.Nth(0).GetByRole(AriaRole.Button).ClickAsync();
        await page.Button("Delete it").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        Assert.Empty(open.Errors);
    }

    [GeneratedRegex("(more|less) than without the change")]
    private static partial Regex ThanWithout();

    [GeneratedRegex("^(blob:)?http://127\\.0\\.0\\.1:|^data:")]
    private static partial Regex OwnSite();
}
