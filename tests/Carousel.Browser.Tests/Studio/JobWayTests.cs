using System.Text.RegularExpressions;

namespace Carousel.Browser.Tests.Studio;

/// <summary>The way of other jobs: a file of theirs, a model, an answer to something new.</summary>
public sealed class JobWayTests(Browser browser, OwnStudio studio) : IClassFixture<OwnStudio>
{
    [Fact]
    public async Task Classifier_AnswersTypedText()
    {
        await using OpenPage open = await TrainedAsync("reviews.tsv", StudioData.Reviews(), "classify", 2);
        await open.Page.GoToAsync("Use");

        await open.Page.GetByLabel("Text to answer").FillAsync("the film is lovely and the cast is great");
        await open.Page.Button("Answer").ClickAsync();

        await Assertions.Expect(Answers(open)).ToContainTextAsync("for");
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Tagger_LabelsTypedWords()
    {
        await using OpenPage open = await TrainedAsync("words.conll", StudioData.Tagged(), "tag", 2);
        await open.Page.GoToAsync("Use");

        await open.Page.GetByRole(AriaRole.Textbox).First.FillAsync("the bird sees the house .");
        await open.Page.Button("Answer").ClickAsync();

        await Assertions.Expect(open.Page.Locator(".answer")).ToContainTextAsync("bird");
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Detector_JudgesADroppedFile()
    {
        await using OpenPage open = await TrainedAsync("sensors.csv", StudioData.Sensors(), "anomaly", 1);
        await open.Page.GoToAsync("Use");

        await open.Page.DropAsync("later.csv", StudioData.Sensors());

        await Assertions.Expect(Answers(open)).ToContainTextAsync("2024-01-01");
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Writer_NamesWhatIsDrawn()
    {
        await using OpenPage open = await TrainedAsync("strokes.ndjson", StudioData.Drawings(), "write", 3);
        await open.Page.GoToAsync("Use");
        ILocator pad = open.Page.Locator(".pad");
        await pad.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = await pad.RestingBoxAsync();
        await open.Page.Mouse.MoveAsync(box.X + 40, box.Y + 150);
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(box.X + 260, box.Y + 155, new() { Steps = 10 });
        await open.Page.Mouse.UpAsync();
        await open.Page.Button("What is it?").ClickAsync();

        await Assertions.Expect(Answers(open)).ToContainTextAsync("lies");
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Transcriber_WritesDownWhatTheMicrophoneHears()
    {
        await using OpenPage open = await studio.OpenAsync(
            browser, change: options => options.Permissions = ["microphone"]);
        IPage page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "transcribe" }).First.ClickAsync();
        await page.FoundAsync();
        await page.SetAsync(("epochs", "1"), ("hidden", "8"));
        await page.FoundAsync();
        await page.TrainAsync();
        await page.GoToAsync("Use");

        await page.Button("Speak").ClickAsync();
        // A second at least, however late it is looked at.
        await Assertions.Expect(page.Locator(".listen span")).ToHaveTextAsync(new Regex("^(?!0:00)[0-9:]+$"));
        await page.Button("Stop and write it down").ClickAsync();

        await Assertions.Expect(page.Locator(".answer")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("audio")).ToBeVisibleAsync();
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task LanguageModel_GoesOnFromABeginning()
    {
        string text = string.Concat(Enumerable.Repeat("the old whale swims and the old ship sails. ", 200));
        await using OpenPage open = await TrainedAsync("tale.txt", text, "language", 1);
        await open.Page.GoToAsync("Use");

        await open.Page.GetByLabel("Begin with").FillAsync("the old ");
        await open.Page.Button("Go on").ClickAsync();

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Region, new() { Name = "What the model wrote" }))
            .ToBeVisibleAsync();
        Assert.Empty(open.Errors);
    }

    private static ILocator Answers(OpenPage open) => open.Page.GetByRole(AriaRole.Table, new() { Name = "Answers" });

    private async Task<OpenPage> TrainedAsync(string name, string text, string job, int epochs)
    {
        OpenPage open = await studio.OpenAsync(browser);
        await open.Page.DropAsync(name, text);
        await Assertions.Expect(open.Page.Heading("What was found")).ToBeVisibleAsync();
        await open.Page.GetByRole(AriaRole.Radio, new() { Name = job }).CheckAsync();
        await open.Page.FoundAsync();
        await open.Page.SetAsync(("hidden", "8"), ("epochs", $"{epochs}"));
        await open.Page.FoundAsync();
        await open.Page.TrainAsync();
        return open;
    }
}
