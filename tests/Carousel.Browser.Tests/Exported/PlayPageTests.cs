using System.Globalization;
using System.Text.Json;
using Carousel.Interchange.Web;

namespace Carousel.Browser.Tests.Exported;

/// <summary>The page on which a cell is set by hand: by keyboard, on a phone, with its equations.</summary>
public sealed class PlayPageTests : IDisposable
{
    private readonly Browser _browser;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"play-{Guid.NewGuid():N}.html");

    public PlayPageTests(Browser browser)
    {
        _browser = browser;
        File.WriteAllText(_path, PlayPage.Write());
    }

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("hold a marked value")]
    [InlineData("count marks")]
    [InlineData("leak like a capacitor")]
    [InlineData("shield the memory")]
    public async Task Engine_GivesWhatTheEquationsOnThePageGive(string preset)
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        await open.Page.Locator("#preset").SelectOptionAsync(preset);

        Assert.InRange(await NumberAsync(open.Page.Locator("#agreement"), "data-largest"), 0, 1e-6);
        Assert.Empty(open.Errors);
        Assert.Single(open.Requests);
    }

    [Fact]
    public async Task ErrorReachesTheFirstStep_ThroughAnOpenForgetGateAlone()
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        await open.Page.Locator("#preset").SelectOptionAsync("leak like a capacitor");

        // The gate is the logistic function of 1.4 at each step, as wide open as it stays: 0.802 to the power of 11.
        double keeps = 1 / (1 + Math.Exp(-1.4));
        double leaking = await NumberAsync(open.Page.Locator("#back-lstm"), "data-first");
        Assert.InRange(leaking / Math.Pow(keeps, 11), 0.9, 1.01);

        ILocator bias = open.Page.Locator("[data-gate='1'][data-source='3']");
        await bias.FocusAsync();
        await open.Page.Keyboard.PressAsync("End");
        Assert.InRange(await NumberAsync(open.Page.Locator("#back-lstm"), "data-first"), 0.2, 1.01);
        await open.Page.Keyboard.PressAsync("Home");
        Assert.InRange(await NumberAsync(open.Page.Locator("#back-lstm"), "data-first"), 0, 1e-9);
    }

    [Fact]
    public async Task FirstPreset_ReachesStep1_InTheLstm_HardlyInTheElmanNet()
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        Assert.InRange(await NumberAsync(open.Page.Locator("#back-lstm"), "data-first"), 0.3, 1);
        Assert.InRange(await NumberAsync(open.Page.Locator("#back-elman"), "data-first"), 0, 0.02);
    }

    [Fact]
    public async Task Keyboard_ReachesInputsStepAndGates_InTheirOrder()
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        IPage page = open.Page;
        foreach (string id in new[] { "preset", "cell", "length" })
        {
            await page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(page.Locator($"#{id}")).ToBeFocusedAsync();
        }

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByLabel("value at step 1", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        ILocator mark = page.GetByLabel("mark at step 1", new() { Exact = true });
        await Assertions.Expect(mark).ToBeFocusedAsync();
        string before = await page.Locator("#cell-lstm svg").First.GetAttributeAsync("aria-label") ?? "";
        await page.Locator("#step").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(page.Locator("#numbers")).ToContainTextAsync("step 1: value 0.800, with a mark");
        await mark.PressAsync("Space");
        await Assertions.Expect(page.Locator("#numbers")).ToContainTextAsync("step 1: value 0.800, without a mark");
        await page.Locator("#cell").SelectOptionAsync("gru");
        await Assertions.Expect(page.Locator("fieldset")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#numbers")).ToContainTextAsync("GRU, step 1");
        Assert.Contains("output h ends at", before, StringComparison.Ordinal);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Phone_ShowsAllWithoutMovingSideways()
    {
        await using OpenPage open = await _browser.OpenAsync(
            _path, options => (options.ViewportSize, options.HasTouch) = (new() { Width = 360, Height = 740 }, true));
        IPage page = open.Page;
        Assert.Equal(
            360, await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, 360)"));
        await page.Locator("[data-mark-at='2']").TapAsync();
        await Assertions.Expect(page.Locator("[data-mark-at='2']")).ToBeCheckedAsync();
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task SavedNumbers_AreThoseOfTheSliders()
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        IPage page = open.Page;
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#save").ClickAsync());
        await using Stream saved = await download.CreateReadStreamAsync();
        using JsonDocument cell = await JsonDocument.ParseAsync(
            saved, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("lstm", cell.RootElement.GetProperty("cell").GetString());
        Assert.Equal(
            -12, cell.RootElement.GetProperty("gates").GetProperty("f").GetProperty("W")[0][1].GetDouble());
        Assert.Equal(12, cell.RootElement.GetProperty("inputs").GetArrayLength());
    }

    [Fact]
    public async Task Play_MovesTheStep_AndTheBeltShowsIt()
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        await Assertions.Expect(open.Page.Locator("#belt")).ToContainTextAsync("The belt at step 7");
        await open.Page.Locator("#play").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#belt")).ToContainTextAsync("The belt at step 8");
        await open.Page.Locator("#play").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#play")).ToHaveTextAsync("Play");
        await open.Page.Locator("#cell").SelectOptionAsync("elman");
        Assert.Contains(
            "rewrites its whole state",
            await open.Page.Locator("#belt svg").GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Training_LearnsToAdd_AndCanBeStopped()
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        IPage page = open.Page;
        await page.Locator("#train").ClickAsync();
        await Assertions.Expect(page.Locator("#learning figure")).ToHaveCountAsync(2);
        await page.Locator("#train").ClickAsync();
        await page.Locator("#learner").SelectOptionAsync("gru");
        await page.Locator("#lag").SelectOptionAsync("20");
        await page.Locator("#train").ClickAsync();
        await Assertions.Expect(page.Locator("#learned")).ToContainTextAsync(
            "The GRU has learned to add over 20 steps", new() { Timeout = 120_000 });
        Assert.InRange(await NumberAsync(page.Locator("#learned"), "data-error"), 0, 0.01);
        await Assertions.Expect(page.Locator("#train")).ToHaveTextAsync("Train");
        Assert.Empty(open.Errors);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("elman")]
    public async Task Training_FollowsTheGradient(string kind)
    {
        await using OpenPage open = await _browser.OpenAsync(_path);
        double largest = await open.Page.EvaluateAsync<double>($$"""
            () => {
              {{WebResource.Read("learn.js")}}
              const one = learner("{{kind}}", 6, 3), { read, sum } = one.held[0], move = 1e-5;
              const error = () => (one.answer(read) - sum) ** 2;
              one.back(read, 2 * (one.answer(read) - sum));
              return Math.max(...one.weights.map((weight, k) => {
                one.weights[k] = weight + move;
                const more = error();
                one.weights[k] = weight - move;
                const less = error();
                one.weights[k] = weight;
                return Math.abs((more - less) / (2 * move) - one.gradient[k]);
              }));
            }
            """);
        Assert.InRange(largest, 0, 1e-8);
    }

    private static async Task<double> NumberAsync(ILocator element, string attribute) =>
        double.Parse((await element.GetAttributeAsync(attribute))!, CultureInfo.InvariantCulture);
}
