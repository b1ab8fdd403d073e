using Carousel.Interchange.Tests;

namespace Carousel.Browser.Tests.Exported;

/// <summary>A model's page in use: by keyboard, on a phone, in the dark, with input that can't be read.</summary>
public sealed class UseTests(Browser browser) : IDisposable
{
    private readonly ExportedModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Page_IsReachedByTheKeyboard_FromTheBoxToTheEngine()
    {
        await using OpenPage open = await browser.OpenAsync(await _models.LanguagePageAsync());
        IPage page = open.Page;
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("the w");
        await Assertions.Expect(page.Locator(".bars li")).ToHaveCountAsync(8);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#written")).ToContainTextAsync("the w");
        foreach (string id in new[] { "length", "temperature", "measure" })
        {
            await page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(page.Locator($"#{id}")).ToBeFocusedAsync();
        }

        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#speed")).ToContainTextAsync("steps a second");
        Assert.True(
            int.Parse(
                (await page.Locator("#speed").GetAttributeAsync("data-steps"))!,
                System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Engine_AndModel_AreSavedAsFilesThatWork_InThePageOfTheGuide()
    {
        await using OpenPage open = await browser.OpenAsync(await _models.LanguagePageAsync());
        IPage page = open.Page;
        var files = new Dictionary<string, string>
        {
            ["carousel-engine.js"] = await SavedAsync(page, "engine-file"),
            ["model.json"] = await SavedAsync(page, "model-file"),
            ["index.html"] = await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Exported", "own-page.html"),
                TestContext.Current.CancellationToken),
        };

        // A page can read files next to it only from a server, which the test replaces.
        const string site = "http://carousel.test/";
        await page.RouteAsync(site + "**", route => route.FulfillAsync(new()
        {
            ContentType = Path.GetExtension(route.Request.Url) switch
            {
                ".js" => "text/javascript",
                ".json" => "application/json",
                _ => "text/html"
            },
            Body = files.GetValueOrDefault(route.Request.Url[site.Length..], ""),
        }));
        await page.GotoAsync(site + "index.html");

        await Assertions.Expect(page.Locator("body"))
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex(
                $@"^\s*(\s-?[0-9.e-]+){{{TinyModels.Text.Distinct().Count()}}}\s*$"));
        Assert.Empty(open.Errors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_IsNoWiderThanThePhone(bool isTable)
    {
        string path = isTable ? await _models.ForecasterPageAsync() : await _models.LanguagePageAsync();
        await using OpenPage open = await browser.OpenAsync(
            path, options => options.ViewportSize = new() { Width = 360, Height = 700 });
        if (!isTable)
        {
            await open.Page.Locator("#text").FillAsync("the white whale swims");
        }

        await Assertions.Expect(open.Page.Locator(isTable ? "#answer svg" : ".bars li").First).ToBeVisibleAsync();
        Assert.Equal(360, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Page_IsDark_WhenTheReaderAsksForIt()
    {
        string path = await _models.ClassifierPageAsync();
        await using OpenPage open = await browser.OpenAsync(path, options => options.ColorScheme = ColorScheme.Dark);
        await Assertions.Expect(open.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(18, 21, 27)");
        await open.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Assertions.Expect(open.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(251, 250, 247)");
    }

    [Fact]
    public async Task Table_IsRefusedInOneSentence()
    {
        (string Table, string Said)[] cases =
        [
            ("x,y\n1,2\n3,four\n", "Line 3, column 2 (y): 'four' is not a number."),
            ("x,z\n1,2\n", "The table has no column 'y'. Its columns: x, z."),
            ("x,y\n1,2\n1\n", "Line 3 has 1 cell, the first line 2 names."),
            ("x,y\n1,\"2\n", "Line 2: a quotation mark is opened and not closed."),
            ("x,y\n", "A table needs a first line with the names of its columns, and rows below it."),
        ];
        await using OpenPage open = await browser.OpenAsync(await _models.ClassifierPageAsync());
        foreach ((string table, string said) in cases)
        {
            await open.Page.Locator("#table").FillAsync(table);
            await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(said);
        }

        await open.Page.Locator("#table").FillAsync("x;y\n1;2\n");
        await Assertions.Expect(open.Page.Locator(".bars li")).ToHaveCountAsync(2);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task File_IsReadIntoTheBox_AndGapsOfASeriesAreNamed()
    {
        await using OpenPage open = await browser.OpenAsync(await _models.ForecasterPageAsync());
        ILocator file = open.Page.Locator("#file"), alert = open.Page.GetByRole(AriaRole.Alert);
        await file.SetInputFilesAsync(_models.Write("few.csv", TinyModels.DailyCsv(5)));
        await Assertions.Expect(alert).ToHaveTextAsync("The table has 5 rows with y; the model looks 8 rows back.");
        await file.SetInputFilesAsync(_models.Write(
            "gap.csv", TinyModels.DailyCsv(20) + "2024-01-21,\n2024-01-22,5\n"));
        await Assertions.Expect(alert).ToContainTextAsync("Line 22, column 2 (y): the cell is empty");
        await file.SetInputFilesAsync(_models.Write(
            "time.csv", TinyModels.DailyCsv(20).Replace("2024-01-03", "3 Jan", StringComparison.Ordinal)));
        await Assertions.Expect(alert)
            .ToHaveTextAsync(
                "Line 4, column 1 (date): '3 Jan' is not a time stamp such as 2024-01-31 or 2024-01-31 13:00.");
        await file.SetInputFilesAsync(_models.Write("good.csv", TinyModels.DailyCsv(20)));
        await Assertions.Expect(open.Page.Locator("#answer tbody tr")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Character_IsNamedWithItsPlace_WhenTheModelDoesNotKnowIt()
    {
        await using OpenPage open = await browser.OpenAsync(await _models.LanguagePageAsync());
        await open.Page.Locator("#text").FillAsync("the old\nwhale Ж");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("Line 2, column 7: 'Ж' is none of the");
    }

    private static async Task<string> SavedAsync(IPage page, string id)
    {
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator($"#{id}").ClickAsync());
        return await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
    }
}
