using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Carousel.Cli.Tests;

/// <summary>carousel anomaly: channels, logs, on line, and its models under the verbs that all jobs share.</summary>
public sealed class AnomalyTests
{
    private static readonly string[] _tiny = ["--epochs", "2", "--hidden", "6", "--threads", "1", "--quiet"];

    private static string Waves(int rows = 300)
    {
        var text = new StringBuilder("time,load,heat,odd\n");
        for (int r = 0; r < rows; r++)
        {
            bool isOdd = r is 250 or 251;
            double wave = Math.Sin(2 * Math.PI * r / 24);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm},{10 * wave:0.##},"
                + $"{(isOdd ? 90 : 20 + wave):0.##},{(isOdd ? 1 : 0)}\n");
        }

        return text.ToString();
    }

    [Fact]
    public async Task Channels_AreSearched_AndTheModelServesTheOtherVerbs()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("waves.csv", Waves());
        string output = folder.File("out");

        CliRun run = await CliRun.OfAsync(["anomaly", data, "--label", "odd", .. _tiny, "--json", "--out", output]);

        Assert.True(run.ExitCode == 0, run.Error);
        foreach (string file in (string[])["model.safetensors", "scores.csv", "incidents.csv", "report.html"])
        {
            Assert.True(File.Exists(Path.Combine(output, file)), file);
        }

        Assert.Contains(
            "2024-01-11 10:00:00",
            await File.ReadAllTextAsync(Path.Combine(output, "incidents.csv"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.Equal("anomaly", json.GetProperty("task").GetString());
        Assert.True(json.GetProperty("metrics").GetProperty("pr_auc").GetDouble() > 0.5);
        Assert.Equal(1, json.GetProperty("metrics").GetProperty("found").GetDouble());
        Assert.True(json.GetProperty("metrics").GetProperty("vus_pr").GetDouble() > 0.5);
        Assert.True(json.GetProperty("baselines").TryGetProperty("polynomial_residual", out _));
        JsonElement incident = json.GetProperty("incidents")[0];
        Assert.Equal("2024-01-11 10:00:00", incident.GetProperty("start").GetString());
        Assert.Equal("heat", incident.GetProperty("channels")[0].GetString());
        Assert.True(incident.GetProperty("once_in_days").GetDouble() > 7);
        Assert.Matches("^  The network (scores|forecasts no better)", run.Out);

        string model = Path.Combine(output, "model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, data, "--threads", "1");
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        Assert.StartsWith(
            "time,score,anomaly,channel,value,expected,incident,odd\n", predicted.Out, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(output, "scores.csv"), TestContext.Current.CancellationToken),
            WithoutLabels(predicted.Out));
        Assert.Equal(0, (await CliRun.OfAsync("evaluate", model, data, "--threads", "1")).ExitCode);
        Assert.Contains("watches load, heat", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incidents_NameTheirChannel_WithItsShare()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("waves.csv", Waves());
        string[] options = ["anomaly", data, "--target", "load,heat", .. _tiny];
        Assert.Equal(0, (await CliRun.OfAsync([.. options, "--out", folder.File("before")])).ExitCode);
        string before = await ReadAsync("before", "incidents.csv");
        string shares = await ReadAsync("before", "contributions.csv");
        Assert.Contains("2024-01-11 10:00:00", before, StringComparison.Ordinal);
        Assert.StartsWith("start,peak,channel,share,score,value,expected\n", shares, StringComparison.Ordinal);
        Assert.Matches("\n2024-01-11 10:00:00,2024-01-11 1[01]:00:00,heat,", shares);
        Task<string> ReadAsync(string output, string file) => File.ReadAllTextAsync(
            Path.Combine(folder.File(output), file), TestContext.Current.CancellationToken);
    }

    /// <summary>An answer without its last column: the labels, which the model does not read, are copied.</summary>
    private static string WithoutLabels(string answer) =>
        string.Join('\n', answer.Split('\n').Select(line => line.Contains(',') ? line[..line.LastIndexOf(',')] : line));

    [Fact]
    public async Task FittedModel_AnswersAStream_AsItPredictsTheSameRows()
    {
        using var folder = new TemporaryFolder();
        string[] lines = Waves().Replace(",20.5,", ",NaN,", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        string data = folder.Write("waves.csv", string.Join('\n', lines));
        string rest = folder.Write("rest.csv", string.Join('\n', [lines[0], .. lines[151..]]));
        string model = Path.Combine(folder.File("out"), "model.safetensors");
        CliRun fit = await CliRun.OfAsync(
            ["anomaly", data, "--label", "odd", "--missing", "NaN", .. _tiny, "--out", folder.File("out")]);
        Assert.True(fit.ExitCode == 0, fit.Error);

        CliRun predicted = await CliRun.OfAsync("predict", model, rest, "--missing", "NaN", "--threads", "1");
        CliRun streamed = await CliRun.OfAsync("stream", model, rest, "--missing", "NaN", "--threads", "1");

        Assert.True(streamed.ExitCode == 0, streamed.Error);
        Assert.Equal(WithoutLabels(predicted.Out), streamed.Out);

        // The rest of the file continues after the training rows.
        string[] whole = (await File.ReadAllTextAsync(
            Path.Combine(folder.File("out"), "scores.csv"), TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal(whole[151..], streamed.Out.Split('\n')[1..]);
        Assert.Contains(",1,heat,90,", predicted.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FewEvents_AreScoredByFrequencies_AndComparedWithTheNetwork()
    {
        using var folder = new TemporaryFolder();
        string log = folder.Write("log.csv", "time,host,action,attack\n" + string.Concat(
            Enumerable.Range(0, 400).Select(i => FormattableString.Invariant(
                $"{new DateTime(2024, 3, 1).AddHours(i):yyyy-MM-dd HH:mm},h{i % 5},")
                + (i % 90 == 80 ? "dump,1\n" : "read,0\n"))));

        CliRun run = await CliRun.OfAsync(
            ["anomaly", log, "--id", "host", "--label", "attack", .. _tiny, "--json", "--out", folder.File("out")]);

        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.Equal("anomaly-events", json.GetProperty("task").GetString());
        Assert.InRange(json.GetProperty("metrics").GetProperty("pr_auc").GetDouble(), 0, 1);
        Assert.True(json.GetProperty("baselines").TryGetProperty("network", out _));
    }

    [Fact]
    public async Task EventsOfOneTime_AreToldFromSensors()
    {
        using var folder = new TemporaryFolder();
        string log = folder.Write("log.csv", "time,user,bytes\n" + string.Concat(Enumerable.Range(0, 90).Select(
            i => FormattableString.Invariant(
                $"{new DateTime(2024, 3, 1).AddSeconds(37 * (i / 2 * 2)):yyyy-MM-dd HH:mm:ss},u,{i * 7 % 11}\n"))));

        Assert.EndsWith(
            " If a row is an event, pass --events.",
            (await CliRun.OfAsync("anomaly", log, "--out", folder.File("out"))).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_AnswersStandardInputAsItAnswersAFile()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("waves.csv", Waves(120));
        string[] options = ["--stream", "--learn-rows", "60", "--target", "load,heat", "--threads", "1", "--quiet"];

        CliRun read = await CliRun.OfAsync(["anomaly", data, .. options]);
        CliRun piped = await CliRun.WithInputAsync(Waves(120), ["anomaly", .. options]);

        Assert.Equal((0, 0), (read.ExitCode, piped.ExitCode));
        Assert.Equal(read.Out, piped.Out);
        string[] lines = read.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(121, lines.Length);
        Assert.Equal("time,score,anomaly,alarm,reason,channel,value,expected", lines[0]);
        Assert.EndsWith(",learning,,,", lines[60], StringComparison.Ordinal);
        Assert.DoesNotContain("learning", lines[61], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_GoesOnFromItsCheckpoint_WithTheSameRows()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("waves.csv", Waves(120)), first = folder.Write("first.csv", Waves(90));
        string[] options = ["--stream", "--target", "load,heat", "--threads", "1", "--quiet"];
        CliRun whole = await CliRun.OfAsync(["anomaly", data, .. options, "--learn-rows", "60"]);

        CliRun before = await CliRun.OfAsync(
            ["anomaly", first, .. options, "--learn-rows", "60", "--out", folder.File("out")]);
        CliRun after = await CliRun.OfAsync(["anomaly", data, .. options, "--out", folder.File("out"), "--resume"]);

        Assert.True(after.ExitCode == 0, after.Error);
        string[] lines = after.Out.Split('\n', 2);
        Assert.Equal(whole.Out, before.Out + lines[1]);
    }

    [Fact]
    public async Task Stream_SaysSo_WhenItLearnedFromEverything()
    {
        CliRun run = await CliRun.WithInputAsync(Waves(30), "anomaly", "--stream", "--threads", "1");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(
            "30 rows, none scored: the first 500 are used for training. Pass --learn-rows", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoppedRun_GoesOnToTheSameModel()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("waves.csv", Waves());
        string[] options = ["anomaly", data, "--epochs", "6", "--hidden", "6", "--threads", "1"];
        Assert.Equal(0, (await CliRun.OfAsync([.. options, "--out", folder.File("whole")])).ExitCode);

        CliRun stopped = await CliRun.StoppedAtAsync("epoch 2/", [.. options, "--out", folder.File("parts")]);
        Assert.Equal(130, stopped.ExitCode);
        CliRun resumed = await CliRun.OfAsync([.. options, "--out", folder.File("parts"), "--resume"]);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(
            await File.ReadAllBytesAsync(
                Path.Combine(folder.File("whole"), "model.safetensors"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(
                Path.Combine(folder.File("parts"), "model.safetensors"), TestContext.Current.CancellationToken));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task WithoutArguments_TheBundledSeriesIsSearched()
    {
        using var folder = new TemporaryFolder();

        CliRun run = await CliRun.OfAsync("anomaly", "--out", folder.File("out"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("incidents", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.File("out"), "report.html")));
    }
}
