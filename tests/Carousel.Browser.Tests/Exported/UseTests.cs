using Carousel.Interchange.Tests;
using Carousel.Kernels.Sequences;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Forecasting;
using Carousel.Tasks.Language;

namespace Carousel.Browser.Tests.Exported;

/// <summary>A model's page in use: by keyboard, on a phone, in the dark, with input that can't be read.</summary>
public sealed class UseTests(Browser browser) : IDisposable
{
    private readonly ExportedModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Page_IsReachedByTheKeyboard_FromTheBoxToTheEngine()
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
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
        Assert.True(int.Parse((await page.Locator("#speed").GetAttributeAsync("data-steps"))!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Engine_AndModel_AreSavedAsFilesThatWork()
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        string engine = await SavedAsync(open.Page, "engine-file"), description = await SavedAsync(open.Page, "model-file");
        string page = _models.Write("own.html", $"<!doctype html><title>own</title><script>{engine}</script><script>document.title = Carousel.open({description}).run([1, 2, 3]).length;</script>");
        await using OpenPage own = await browser.OpenAsync(page);

        await Assertions.Expect(own.Page).ToHaveTitleAsync($"{3 * model.Tokeniser.Vocabulary.Count}");
        Assert.Empty(own.Errors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_IsNoWiderThanThePhone(bool isTable)
    {
        using ForecastJobModel forecaster = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        using LanguageModel language = await TinyModels.LanguageAsync();
        string path = isTable ? _models.PageOf(forecaster, example: TinyModels.DailyCsv(60)) : _models.PageOf(language);
        await using OpenPage open = await browser.OpenAsync(path, options => options.ViewportSize = new() { Width = 360, Height = 700 });
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
        using Classifier model = await TinyModels.ClassifierAsync();
        string path = _models.PageOf(model);
        await using OpenPage open = await browser.OpenAsync(path, options => options.ColorScheme = ColorScheme.Dark);
        await Assertions.Expect(open.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(18, 21, 27)");
        await open.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Assertions.Expect(open.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(251, 250, 247)");
    }

    [Theory]
    [InlineData("x,y\n1,2\n3,four\n", "Line 3, column 2 (y): 'four' is not a number.")]
    [InlineData("x,z\n1,2\n", "The table has no column 'y'. Its columns: x, z.")]
    [InlineData("x,y\n1,2\n1\n", "Line 3 has 1 cell, the first line 2 names.")]
    [InlineData("x,y\n1,\"2\n", "Line 2: a quotation mark is opened and not closed.")]
    [InlineData("x,y\n", "A table needs a first line with the names of its columns, and rows below it.")]
    public async Task Table_IsRefusedInOneSentence(string table, string said)
    {
        using Classifier model = await TinyModels.ClassifierAsync(PoolingKind.Mean);
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        await open.Page.Locator("#table").FillAsync(table);

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(said);
        Assert.Empty(open.Errors);
        await open.Page.Locator("#table").FillAsync("x,y\n1,2\n");
        await Assertions.Expect(open.Page.Locator(".bars li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task File_IsReadIntoTheBox_AndGapsOfASeriesAreNamed()
    {
        using ForecastJobModel model = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        ILocator file = open.Page.Locator("#file"), alert = open.Page.GetByRole(AriaRole.Alert);
        await file.SetInputFilesAsync(_models.Write("few.csv", TinyModels.DailyCsv(5)));
        await Assertions.Expect(alert).ToHaveTextAsync("The table has 5 rows with y; the model looks 8 rows back.");
        await file.SetInputFilesAsync(_models.Write("gap.csv", TinyModels.DailyCsv(20) + "2024-01-21,\n2024-01-22,5\n"));
        await Assertions.Expect(alert).ToContainTextAsync("Line 22, column 2 (y): the cell is empty");
        await file.SetInputFilesAsync(_models.Write("time.csv", TinyModels.DailyCsv(20).Replace("2024-01-03", "3 Jan", StringComparison.Ordinal)));
        await Assertions.Expect(alert).ToHaveTextAsync("Line 4, column 1 (date): '3 Jan' is not a time stamp such as 2024-01-31 or 2024-01-31 13:00.");
        await file.SetInputFilesAsync(_models.Write("good.csv", TinyModels.DailyCsv(20)));
        await Assertions.Expect(open.Page.Locator("#answer tbody tr")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Character_IsNamedWithItsPlace_WhenTheModelDoesNotKnowIt()
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        await open.Page.Locator("#text").FillAsync("the old\nwhale Ж");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Line 2, column 7: 'Ж' is none of the");
    }

    private static async Task<string> SavedAsync(IPage page, string id)
    {
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator($"#{id}").ClickAsync());
        return await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
    }
}
