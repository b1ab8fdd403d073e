namespace Carousel.Browser.Tests;

/// <summary>A page in the browser that remembers what it asked for and what went wrong in it.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    /// <summary>Listens to a page that is not loaded yet.</summary>
    public OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Request += (_, request) => Requests.Add(request.Url);
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Errors.Add(message.Text);
            }
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What it asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors and warnings of its scripts and of the browser.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>The figure of the map, once it is drawn with all that is seen.</summary>
    public async Task<ILocator> MapAsync()
    {
        ILocator map = Page.Locator("figure.states").First;
        await Sharp(map);
        return map;
    }

    /// <summary>Waits until all that is seen of a map is read and drawn.</summary>
    public static Task Sharp(ILocator map) =>
        Assertions.Expect(map).ToHaveAttributeAsync("data-drawn", "sharp", new() { Timeout = 60_000 });

    /// <summary>How many different colours a canvas has.</summary>
    public static Task<int> ColorsOf(ILocator canvas) => canvas.EvaluateAsync<int>(
        "c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
