using Carousel.Testing;

[assembly: AssemblyFixture(typeof(Carousel.Browser.Tests.Browser))]

namespace Carousel.Browser.Tests;

/// <summary>One Chromium for all tests: that of the machine, because a test run fetches nothing.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Milliseconds: a busy machine takes its time.
    private const float Patience = 180_000;

    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "chrome.exe"];

    // A machine of tests has no microphone: the browser makes one that beeps.
    private static readonly string[] _arguments =
        ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Starts the browser where there is one.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Executable() is { } executable)
        {
            Assertions.SetDefaultExpectTimeout(Patience);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(
                new() { ExecutablePath = executable, Args = _arguments });
        }
    }

    /// <summary>Opens a new page; the test is skipped without a browser.</summary>
    /// <param name="path">The file of the page.</param>
    /// <param name="change">Changes the options of the page, such as its size.</param>
    public async Task<OpenPage> OpenAsync(string path, Action<BrowserNewContextOptions>? change = null)
    {
        Needed.Require(
            _browser is not null, "No Chromium is installed: 'apt-get install chromium' lets this test run.");
        BrowserNewContextOptions options = new() { ViewportSize = new() { Width = 1280, Height = 900 } };
        change?.Invoke(options);
        IBrowserContext context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        OpenPage page = new(context, await context.NewPageAsync());
        await page.Page.GotoAsync(new Uri(path).AbsoluteUri);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Executable() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => _names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
