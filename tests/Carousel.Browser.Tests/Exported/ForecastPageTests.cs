using Carousel.Anomalies;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Testing;

namespace Carousel.Browser.Tests.Exported;

/// <summary>The page of eng/page.sh answers as the library does here: the same code, run by the browser.</summary>
[Trait("Speed", "Slow")]
public sealed class ForecastPageTests(Browser browser)
{
    private const string Variable = "CAROUSEL_FORECAST_PAGE";

    // The page computes without vectors, on a machine that may be busy.
    private static readonly LocatorAssertionsToHaveTextOptions _patience = new() { Timeout = 120_000 };

    [Fact]
    public async Task Forecast_HasTheBytesOfTheLibrarys()
    {
        await using OpenPage open = await OpenAsync();
        string rows = Rows(150);
        JobResult expected = OfLibrary(rows, (text, name) =>
        {
            var options = new ForecastOptions { Methods = ["zero-shot"], Horizon = 7 };
            return UntrainedJob.Make(SeriesReader.ReadCsv(text, name, options.ReadingOf(name)), options)
                .Measure(1, "", new Progress<(string Part, double Share)>(), CancellationToken.None);
        });
        await open.Page.Locator("#rows").FillAsync(rows);
        await open.Page.Locator("#horizon").FillAsync("7");
        await open.Page.Locator("#forecast").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#sentence")).ToHaveTextAsync(expected.Sentence, _patience);
        await AssertFilesAsync(expected, open);
        await Assertions.Expect(open.Page.FrameLocator("#report").Locator("h1")).ToBeVisibleAsync();
        AssertQuiet(open);
    }

    [Fact]
    public async Task Anomalies_HaveTheBytesOfTheLibrarys()
    {
        await using OpenPage open = await OpenAsync();
        string rows = Rows(400).Replace("\n2024-06-01,", "\n2024-06-01,9", StringComparison.Ordinal);
        JobResult expected = OfLibrary(rows, (text, name) =>
        {
            var options = new AnomalyOptions { Learn = 0 };
            return UntrainedSearch.Make(ChannelData.Read(text, name, options.Reading, null), options)
                .Measure("", new Progress<(string Part, double Share)>(), CancellationToken.None);
        });
        await open.Page.Locator("#rows").FillAsync(rows);
        await open.Page.Locator("#anomalies").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#sentence")).ToHaveTextAsync(expected.Sentence, _patience);
        await AssertFilesAsync(expected, open);
        AssertQuiet(open);
    }

    [Fact]
    public async Task BadRows_GetTheSentenceOfTheCommand_AndTheNextOnesAnAnswer()
    {
        await using OpenPage open = await OpenAsync();
        ILocator sentence = open.Page.Locator("#sentence");
        await open.Page.Locator("#rows").FillAsync("day,value\n2024-01-01,1\n2024-01-02,two\n2024-01-03,3\n");
        await open.Page.Locator("#forecast").ClickAsync();
        await Assertions.Expect(sentence).ToContainTextAsync("rows.csv", new() { Timeout = 120_000 });
        await Assertions.Expect(sentence).ToHaveClassAsync("problem");
        await open.Page.Locator("#rows").FillAsync(Rows(60));
        await open.Page.Locator("#forecast").ClickAsync();
        await Assertions.Expect(sentence).ToContainTextAsync("Next ", new() { Timeout = 120_000 });
        AssertQuiet(open);
    }

    private static string Rows(int days) => "day,sales\n" + string.Concat(Enumerable.Range(0, days).Select(day =>
        $"{new DateOnly(2024, 1, 1).AddDays(day):yyyy-MM-dd},{200 + (day % 7 * 10) + (day * 37 % 11)}\n"));

    private static JobResult OfLibrary(string rows, Func<TextReader, string, JobResult> measure)
    {
        using var text = new StringReader(rows);
        return measure(text, "rows.csv");
    }

    private static async Task AssertFilesAsync(JobResult expected, OpenPage open)
    {
        string folder = Directory.CreateTempSubdirectory("carousel-page-").FullName;
        try
        {
            expected.Save(folder);
            Assert.NotEmpty(expected.Files);
            foreach (JobFile file in expected.Files)
            {
                string text = await File.ReadAllTextAsync(
                    Path.Combine(folder, file.Name), TestContext.Current.CancellationToken);
                Assert.Equal(text, await SavedAsync(open, file.Name));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> SavedAsync(OpenPage open, string name)
    {
        IDownload download = await open.Page.RunAndWaitForDownloadAsync(
            () => open.Page.GetByText($"Save {name}", new() { Exact = true }).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync());
    }

    // Nothing is asked of a network: the page contains all that it loads.
    private static void AssertQuiet(OpenPage open)
    {
        Assert.Empty(open.Errors);
        Assert.All(open.Requests, address => Assert.Matches("^(file|data|blob|about):", address));
    }

    private async Task<OpenPage> OpenAsync()
    {
        string? page = Environment.GetEnvironmentVariable(Variable);
        Needed.Require(page is not null, $"{Variable} names no page: eng/page.sh makes it.");
        OpenPage open = await browser.OpenAsync(Path.GetFullPath(page!));
        await Assertions.Expect(open.Page.Locator("#forecast")).ToBeEnabledAsync(new() { Timeout = 120_000 });
        return open;
    }
}
