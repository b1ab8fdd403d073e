using System.Text.Json;
using Carousel.Cli.Tests;
using Carousel.Testing;

namespace Carousel.Browser.Tests.Studio;

/// <summary>The pages for those who hear them, use a keyboard, a phone or the dark, and for hostile names.</summary>
public sealed class AccessTests(Browser browser, TrainedStudio studio) : IClassFixture<TrainedStudio>
{
    public static TheoryData<string> Places { get; } =
    [
        "/", "/data/DATA", "/run/RUN/train", "/run/RUN/result", "/run/RUN/use", "/run/RUN/inside", "/run/RUN/ship",
        "/runs",
    ];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Page_HasNoBarrier_LightAndDarkWideAndNarrow(string place)
    {
        string web = Path.Combine(Repository.Folder, "hosting/Carousel.Studio/web");
        string axe = Path.Combine(web, "node_modules/axe-core/axe.min.js");
        Needed.Require(File.Exists(axe), $"axe-core is not installed: 'npm ci' in {web} lets this test run.");
        foreach ((ColorScheme colors, int width) in new[] { (ColorScheme.Light, 1400), (ColorScheme.Dark, 400) })
        {
            await using OpenPage open = await studio.Own.OpenAsync(browser, studio.Place(place), options =>
            {
                options.ColorScheme = colors;
                options.ViewportSize = new() { Width = width, Height = 900 };
                // The studio's policy blocks foreign scripts, including axe's.
                options.BypassCSP = true;
            });
            await SettledAsync(open.Page);
            foreach (IFrame frame in open.Page.Frames)
            {
                await frame.AddScriptTagAsync(new() { Path = axe });
            }

            JsonElement found = await open.Page.EvaluateAsync<JsonElement>(
                "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join('; '))");

            Assert.Empty(found.EnumerateArray().Select(one => one.GetString()));
            Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty(open.Errors);
        }
    }

    [Fact]
    public async Task HostileNames_AreText_OnEveryPage()
    {
        foreach (string place in Places)
        {
            await using OpenPage open = await studio.Own.OpenAsync(browser, studio.Place(place));
            await SettledAsync(open.Page);

            Assert.Equal(0, await open.Page.Locator("img[src=x]").CountAsync());
            Assert.True(await open.Page.EvaluateAsync<bool>("window.broken === undefined"));
            Assert.Empty(open.Errors);
        }
    }

    [Fact]
    public async Task Way_IsGone_ByKeyboardAlone()
    {
        await using OpenPage open = await studio.Own.OpenAsync(browser);
        IPage page = open.Page;
        await PressToAsync(page, $"a[href$='/data/{studio.Data}']", "Enter");
        await page.FoundAsync();
        const string Predict = "fieldset:has-text('What to predict?')";
        const string Known = "fieldset:has-text('What is known ahead?')";
        await PressToAsync(page, $"{Predict} label:has-text('<img') input", "Space");
        await PressToAsync(page, $"{Predict} label:has-text('=cmd') input", "Space");
        await PressToAsync(page, $"{Known} label:has-text('=cmd') input", "Space");
        await PressToAsync(page, "summary:text-is('More options')", "Enter");
        await PressToAsync(page, "input[type=search]", "");
        await page.Keyboard.TypeAsync("epochs");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("1");
        await page.FoundAsync();
        await PressToAsync(page, "button:text-is('Train')", "Enter");
        await Assertions.Expect(page.GetByText("See the result")).ToBeVisibleAsync(new() { Timeout = 300_000 });
        await PressToAsync(page, "a:text-is('See the result')", "Enter");
        await Assertions.Expect(page.Locator(".verdict").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
        await PressToAsync(page, "nav.way a:text-is('Use')", "Enter", back: true);
        await Assertions.Expect(page.Locator(".lever").First).ToBeVisibleAsync();
        await PressToAsync(page, "input[type=range]", "ArrowRight");
        await Assertions.Expect(page.Locator(".sum")).ToContainTextAsync("than without");
        await PressToAsync(page, "nav.way a:text-is('Ship')", "Enter", back: true);
        Task<IDownload> download = page.WaitForDownloadAsync();
        await PressToAsync(page, "button:has(strong:text-is('Model file'))", "Enter");
        Assert.NotEmpty((await download).SuggestedFilename);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task LongTable_HoldsOnlyWhatIsSeen()
    {
        string data = await studio.Own.AddAsync("long.csv", StudioData.Wide(20_000, 50));
        await using OpenPage open = await studio.Own.OpenAsync(browser, $"/data/{data}");
        ILocator grid = open.Page.Locator(".grid");
        await Assertions.Expect(grid.Locator("[role=rowheader]").First).ToHaveTextAsync("2");
        await grid.EvaluateAsync("g => { g.scrollTop = g.scrollHeight; g.scrollLeft = g.scrollWidth; }");

        await Assertions.Expect(grid.Locator("[role=rowheader]", new() { HasText = "20001" })).ToBeVisibleAsync();
        await Assertions.Expect(grid.Locator("[role=columnheader]", new() { HasText = "c50" })).ToBeVisibleAsync();
        int cells = await grid.Locator("[role=cell]").CountAsync();
        Assert.True(cells < 1500, $"{cells} cells in the page");
        Assert.Empty(open.Errors);
    }

    /// <summary>Goes with Tab to an element, as who has no mouse, and presses a key there.</summary>
    private static async Task PressToAsync(IPage page, string selector, string key, bool back = false)
    {
        ILocator wanted = page.Locator(selector).First;
        await Assertions.Expect(wanted).ToBeVisibleAsync();
        for (int press = 0; press < 250; press++)
        {
            if (await wanted.EvaluateAsync<bool>("one => one === document.activeElement"))
            {
                if (key.Length > 0)
                {
                    await page.Keyboard.PressAsync(key);
                }

                return;
            }

            await page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"Tab does not lead to {selector}.");
    }

    /// <summary>Waits until a page has what it fetches.</summary>
    private static async Task SettledAsync(IPage page)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Assertions.Expect(page.Locator("main > *").Nth(1)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Reading the")).ToHaveCountAsync(0);
    }
}
