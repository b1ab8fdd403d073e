namespace Carousel.Browser.Tests.Studio;

/// <summary>What a person does in the studio, again and again.</summary>
internal static class StudioPage
{
    private const float Patience = 300_000;

    /// <summary>Drops a file on the page, as from a folder of the desktop.</summary>
    public static async Task DropAsync(this IPage page, string name, string text)
    {
        const string Script = """
            ([name, text]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([text], name));
                return transfer;
            }
            """;
        IJSHandle transfer = await page.EvaluateHandleAsync(Script, new[] { name, text });
        await page.Locator(".drop").First.DispatchEventAsync("drop", new { dataTransfer = transfer });
    }

    /// <summary>Waits until the page of data shows its findings, and the estimated cost of the
    /// choices.</summary>
    public static async Task FoundAsync(this IPage page)
    {
        await Assertions.Expect(page.Heading("What was found")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".check[aria-busy=false] > .quiet"))
            .ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>Where an element lies, once it lies still.</summary>
    public static async Task<LocatorBoundingBoxResult> RestingBoxAsync(this ILocator element)
    {
        LocatorBoundingBoxResult? before = null;
        long begun = Environment.TickCount64;
        while (true)
        {
            LocatorBoundingBoxResult? now = await element.BoundingBoxAsync();
            if (now is not null && before is not null
                && (now.X, now.Y, now.Width) == (before.X, before.Y, before.Width))
            {
                return now;
            }

            Assert.True(Environment.TickCount64 - begun < Patience, "The element never lies still.");
            before = now;
            await element.Page.EvaluateAsync("() => new Promise(requestAnimationFrame)");
        }
    }

    /// <summary>Sets options under "More options".</summary>
    public static async Task SetAsync(this IPage page, params (string Name, string Value)[] options)
    {
        if (!await page.GetByLabel("Find an option").IsVisibleAsync())
        {
            await page.GetByText("More options").ClickAsync();
        }

        foreach ((string name, string value) in options)
        {
            ILocator field = page.Locator(".options").GetByLabel(name, new() { Exact = true });
            if (await field.EvaluateAsync<bool>("f => f.tagName === 'SELECT'"))
            {
                await field.SelectOptionAsync(value);
            }
            else
            {
                await field.FillAsync(value);
            }
        }
    }

    /// <summary>Presses the button that trains, and waits until there is a result.</summary>
    public static async Task TrainAsync(this IPage page)
    {
        await page.Button("Train").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the result" }).ClickAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".verdict").First).ToBeVisibleAsync();
    }

    /// <summary>Goes to a step of the way.</summary>
    public static async Task GoToAsync(this IPage page, string step)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" })
            .GetByRole(AriaRole.Link, new() { Name = step }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(step);
    }

    /// <summary>A heading.</summary>
    public static ILocator Heading(this IPage page, string name) =>
        page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    /// <summary>A button.</summary>
    public static ILocator Button(this IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
