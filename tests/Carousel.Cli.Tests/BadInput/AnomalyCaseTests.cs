using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>Bad input to <c>carousel anomaly</c>: one sentence, exit code 2, nothing left behind.</summary>
public sealed class AnomalyCaseTests
{
    private static readonly string[] _tiny = ["--epochs", "1", "--hidden", "4", "--threads", "1"];

    public static TheoryData<string, string, string> ChannelCases => new()
    {
        { "empty", "", "is empty" },
        { "header only", "time,load\n", "has a header but no rows" },
        { "too few rows", Rows(30), "has 30 rows, but 40 or more are needed" },
        { "text for a number", Rows(60).Replace("05,1.5", "05,much", StringComparison.Ordinal),
            "data.csv:7:2: 'much' is not a number in column 'load'" },
        { "no numbers", "time,what\n2024-01-01 00:00,low\n2024-01-01 00:01,high\n",
            "has no column of numbers to watch" },
        { "out of order", Rows(60).Replace("00:59", "00:20", StringComparison.Ordinal),
            "data.csv:61:1: .*already appears on line 22" },
        { "label that is no label", Rows(60, label: "2"),
            "the label of row 1 in column 'odd' is 2. Write 1 for an anomaly and 0 for all else" },
    };

    public static TheoryData<string, string, string> LogCases => new()
    {
        { "too few events", Events(10), "has 10 events, but 40 or more are needed" },
        { "out of order", Events(60).Replace("00:59:00", "00:01:00", StringComparison.Ordinal),
            "data.csv:61:2: .*is earlier than the event before it of 'h1'.*--sort" },
        { "empty id", Events(60).Replace("h1,2024-01-01 00:05:00", ",2024-01-01 00:05:00", StringComparison.Ordinal),
            "data.csv:7:1: the id in column 'host' is empty" },
        { "empty event", Events(60).Replace("00:05:00,read", "00:05:00,", StringComparison.Ordinal),
            "data.csv:7:3: the event in column 'action' is empty" },
        { "unknown label", Events(60).Replace("00:05:00,read,7,0", "00:05:00,read,7,maybe", StringComparison.Ordinal),
            "data.csv:7:5: 'maybe' in column 'attack' is no label" },
        { "one moment", Events(60, minutes: 0), "all events of the part to learn from have one time stamp" },
    };

    public static TheoryData<string, string> Options => new()
    {
        { "--rate 2", "--rate must be 1E-07…0.5, but is 2" },
        { "--learn 0", "--learn must be 0.05…0.95, but is 0" },
        { "--window 1", "--window must be 2…10000, but is 1" },
        { "--score guess", "--score must be forecast or reconstruction, but is 'guess'" },
        { "--nab nowhere", "--nab runs the benchmark's own files: leave out the file" },
        { "--simulate-cards 20", "--simulate-cards stands in place of a file" },
        { "--stream --id host", "--stream scores rows of channels" },
        { "--stream --learn-rows 3", "--learn-rows must be 20…1000000, but is 3" },
        { "--stream --resume", "--resume needs --out with the folder of the checkpoint" },
        { "--stream --resume --out kept --learn-rows 30", "leave out --learn-rows" },
        { "--target cold", "'cold'" },
        { "--stream --not false.csv", "--not raises thresholds of a detector of channels" },
        { "--not nowhere.csv", "nowhere.csv" },
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
            "--text belongs to models that read text; ", refused.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ChannelCases))]
    public async Task Channels_AreRefusedInOneSentence(string what, string content, string said) =>
        await RequireRefusalAsync(
            content, what.Contains("label", StringComparison.Ordinal) ? ["--label", "odd"] : [], said);

    [Theory]
    [MemberData(nameof(LogCases))]
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
    public async Task Benchmark_IsRefused_WhereItIsNot()
    {
        using var folder = new TemporaryFolder();

        string sentence = (await CliRun.OfAsync(["anomaly", "--nab", folder.Path])).RequireOneSentence();

        Assert.Contains("is not the Numenta Anomaly Benchmark", sentence, StringComparison.Ordinal);
    }

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
        string[] arguments = ["anomaly", data, .. options, .. _tiny, .. streams
            ? Array.Empty<string>()
            : ["--out", folder.File("out")]];

        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();

        Assert.Matches(said, sentence);
        Assert.Equal(before, folder.Entries());
    }

    private static string Rows(int rows, string? label = null)
    {
        var text = new StringBuilder(label is null ? "time,load\n" : "time,load,odd\n");
        for (int r = 0; r < rows; r++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2024, 1, 1).AddMinutes(r):yyyy-MM-dd HH:mm},{(r % 7 * 0.3):0.0#}"
                + $"{(label is null ? "" : $",{label}")}\n");
        }

        return text.ToString();
    }

    private static string Events(int events, int minutes = 1)
    {
        var text = new StringBuilder("host,time,action,bytes,attack\n");
        for (int e = 0; e < events; e++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"h1,{new DateTime(2024, 1, 1).AddMinutes(e * minutes):yyyy-MM-dd HH:mm:ss},"
                + $"{(e % 3 == 0 ? "login" : "read")},{(e % 9) + 2},0\n");
        }

        return text.ToString();
    }
}
