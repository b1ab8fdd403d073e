namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Bad input to <c>carousel inspect traces</c>, <c>step</c> and <c>gradients</c>: one sentence, exit code 2, no
/// files left.
/// </summary>
public sealed class TraceCaseTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    public static TheoryData<string, string> Cases => new()
    {
        { "traces --layer top", "--layer: .*model.safetensors has no recurrent layer 'top'.* It has .*\\.0" },
        { "traces --from -1", "--from must be 0 or more, but is -1" },
        { "traces --from 100000", "--from is 100000, but the longest sequence has [0-9]+ steps, counted from 0" },
        { "traces --from 3 --to 3", "--to must be more than --from, which is 3, but is 3" },
        { "traces --to many", "--to must be a whole number, but is 'many'" },
        { "step", "inspect step needs --at, the step to show, counted from 0" },
        { "step --at 100000", "--at must be 0…[0-9]+, a step of .*, but is 100000" },
        { "step --at -1", "--at must be a step such as 3, or steps such as 1..8, but is '-1'" },
        { "step --at 8..1", "--at must be a step such as 3, or steps such as 1..8, but is '8..1'" },
        { "step --at 3..100000", "--at must be 0…[0-9]+, a step of .*, but is 3..100000" },
        { "step --at 1 --around 101", "--around must be 0…100, but is 101" },
        { "step --at 1 --layer top", "--layer: .*model.safetensors has no recurrent layer 'top'" },
        { "gradients --lags 100000", "--lags must be 1…[0-9]+, but is 100000" },
        { "gradients --lags 0", "--lags must be 1…[0-9]+, but is 0" },
        { "gradients --places 0", "--places must be 1…10000, but is 0" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Options_AreRefusedInOneSentence(string arguments, string said)
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out");
        string[] words = arguments.Split(' ');

        CliRun run = await CliRun.OfAsync(
            ["inspect", words[0], trained.Model, trained.Data, .. words[1..], "--out", output]);

        Assert.Matches(said, run.RequireOneSentence());
        Assert.False(Directory.Exists(output), "An output folder was left.");
    }

    [Theory]
    [InlineData("traces", "traces.csv")]
    [InlineData("step --at 2", "step.csv")]
    [InlineData("gradients", "gradients.csv")]
    public async Task Looks_LeaveTheirFiles(string arguments, string file)
    {
        using var folder = new TemporaryFolder();
        string[] words = arguments.Split(' ');

        CliRun run = await CliRun.OfAsync(
            ["inspect", words[0], trained.Model, trained.Data, .. words[1..], "--quiet", "--out", folder.File("out")]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists(folder.File($"out/{file}")));
        Assert.True(File.Exists(folder.File("out/report.html")));
    }
}
