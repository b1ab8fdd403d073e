namespace Carousel.Cli.Tests.BadInput;

/// <summary>Bad logs of events for <c>survive</c>: one sentence, exit code 2, no files left.</summary>
public sealed class SurviveCaseTests
{
    [Theory]
    [MemberData(nameof(JobCases.Survive), MemberType = typeof(JobCases))]
    public async Task Log_IsRefusedInOneSentence(string text, string said) => await RequireAsync(text, said);

    [Theory]
    [MemberData(nameof(JobCases.SurviveOptions), MemberType = typeof(JobCases))]
    public async Task Option_IsRefusedInOneSentence(string said, string options) =>
        await RequireAsync(JobCases.Log, said, options.Split(' '));

    private static async Task RequireAsync(string text, string said, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string log = folder.Write("log.csv", text);
        CliRun run = await CliRun.OfAsync(["survive", log, "--out", folder.File("out"), .. options]);

        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
