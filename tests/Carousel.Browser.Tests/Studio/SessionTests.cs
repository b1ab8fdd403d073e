using Carousel.Testing;

namespace Carousel.Browser.Tests.Studio;

/// <summary>A tab is opened by the link of this start, and by nothing else that the browser keeps.</summary>
public sealed class SessionTests(Browser browser) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-studio-").FullName;

    [Fact]
    public async Task Tab_IsOpenedByTheLink_UntilTheStudioStartsAgain()
    {
        await using StudioProcess first = await StudioProcess.StartAsync(_folder);
        await using OpenPage open = await browser.OpenAsync(first.Link.AbsoluteUri);
        IPage page = open.Page;
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("From a file to a model");
        Assert.DoesNotContain(first.Token, page.Url, StringComparison.Ordinal);
        Assert.Empty(await page.Context.CookiesAsync());
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("From a file to a model");

        // Another tab has no token, until its address is the link.
        IPage other = await page.Context.NewPageAsync();
        await other.GotoAsync(first.Address.AbsoluteUri);
        await Assertions.Expect(other.GetByText("Open the link that the terminal")).ToBeVisibleAsync();
        await other.GotoAsync(first.Link.AbsoluteUri);
        await Assertions.Expect(other.Locator("h1")).ToHaveTextAsync("From a file to a model");

        int port = first.Address.Port;
        await first.KillAsync();
        await using StudioProcess second = await StudioProcess.StartAsync(_folder, port);
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByText("Open the link that the terminal")).ToBeVisibleAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => EndedFolder.Remove(_folder);
}
