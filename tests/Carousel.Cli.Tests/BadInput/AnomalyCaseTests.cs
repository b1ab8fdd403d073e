using static Carousel.Cli.Tests.BadInput.JobCases;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>Bad input to <c>carousel anomaly</c>: one sentence, exit code 2, no files left.</summary>
public sealed class AnomalyCaseTests
{
    private static readonly string[] _tiny = ["--epochs", "1", "--hidden", "4", "--threads", "1"];

    public static TheoryData<string, string> Options => new()
    {
        { "--rate 2", "--rate must be a number of incidents per period, such as 1/week, .*but is '2'" },
        { "--id load --rate 1/week", "--rate of a log is a share of its events, such as 0.001, but is 1/week" },
        { "--learn 0.01", "--learn must be at least 0.05 where something is trained, but is 0.01" },
        { "--learn 0", "--learn 0 trains nothing: leave out --" },
        { "--stream --id host", "Leave out --id, which --stream does not use" },
        { "--stream --rate 1/day", "Leave out --rate, which --stream does not use" },
        { "--stream --epochs 3", "Leave out --epochs, which --stream does not use" },
        { "--stream --learn-rows 3", "--learn-rows must be 20…1000000, but is 3" },
        { "--stream --resume", "--resume needs --out with the folder of the checkpoint" },
        { "--stream --resume --out kept --learn-rows 30", "leave out --learn-rows" },
        { "--target cold", "'cold'" },
        { "--stream --every 1h", "--every needs a table of channels that is read whole" },
    };

    [Fact]
    public async Task TypedText_IsRefused_ByAModelThatReadsTables()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.csv", Rows(80));
        CliRun run = await CliRun.OfAsync(["anomaly", data, .. _tiny, "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);

        CliRun refused = await CliRun.OfAsync("predict", folder.File("out/model.safetensors"), "--text", "x");
        Assert.Contains(
            "--text is only for models that read text; ", refused.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(JobCases.Channels), MemberType = typeof(JobCases))]
    public async Task Channels_AreRefusedInOneSentence(string what, string content, string said) =>
        await RequireRefusalAsync(
            content, what.Contains("label", StringComparison.Ordinal) ? ["--label", "odd"] : [], said);

    [Theory]
    [MemberData(nameof(JobCases.Events), MemberType = typeof(JobCases))]
    public async Task Logs_AreRefusedInOneSentence(string what, string content, string said)
    {
        Assert.NotEmpty(what);
        await RequireRefusalAsync(content, ["--events"], said);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Options_AreRefusedInOneSentence(string options, string said) =>
        await RequireRefusalAsync(Rows(60), options.Split(' '), said);

    [Fact]
    public async Task StreamedLine_IsRefusedWithItsNumber()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.csv", Rows(60).Replace("05,1.5", "05,much", StringComparison.Ordinal));

        CliRun run = await CliRun.OfAsync(["anomaly", data, "--stream", "--learn-rows", "30", "--threads", "1"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("data.csv:7:2: 'much' is not a number in column 'load'", run.Error, StringComparison.Ordinal);
    }

    private static async Task RequireRefusalAsync(string content, string[] options, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.csv", content);
        IReadOnlyList<string> before = folder.Entries();
        bool streams = options.Contains("--stream");
        string[] arguments =
            ["anomaly", data, .. options, .. streams ? Array.Empty<string>() : [.. _tiny, "--out", folder.File("out")]];

        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();

        Assert.Matches(said, sentence);
        Assert.Equal(before, folder.Entries());
    }
}
