using Carousel.Cli.Tests;
using Carousel.Interchange.Web;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>The page on which a cell is set by hand: written by the command, and kept with the documentation.</summary>
public class PlayTests
{
    /// <summary>Set to 1 to write the page of the documentation again.</summary>
    private const string UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    [Fact]
    public void PageOfTheDocumentation_IsTheOneThatIsWritten()
    {
        string file = Path.Combine(Repository.Folder, "docs", "play.html");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, PlayPage.Write());
        }

        Assert.True(
            PlayPage.Write() == File.ReadAllText(file).ReplaceLineEndings("\n"),
            $"docs/play.html is not the page that is written; run this test once with {UpdateVariable}=1.");
    }

    [Fact]
    public async Task Command_WritesThePage_AndTakesNothingElse()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await LabRun.OfAsync("play", "--out", folder.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(PlayPage.Write(), File.ReadAllText(folder.File("play.html")));

        CliRun refused = await LabRun.OfAsync("play", "--seed", "3");
        Assert.Equal((2, "play has no --seed."), (refused.ExitCode, refused.Error.Trim()));
    }
}
