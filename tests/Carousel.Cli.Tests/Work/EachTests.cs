using System.Text;
using System.Text.Json;
using Carousel.Testing;

namespace Carousel.Cli.Tests.Work;

/// <summary><c>carousel forecast --each</c>: a fit for each series, here or by workers.</summary>
public sealed class EachTests(RabbitServer rabbit, PostgresServer postgres)
{
    private static readonly string[] _fit =
    [
        "--id", "shop", "--target", "sold", "--horizon", "2", "--lookback", "4", "--hidden", "2", "--epochs", "2",
        "--ensemble", "1", "--seed", "3",
    ];

    [Fact]
    public async Task Each_GivesWhatItsRowsAloneGive_OnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shops.csv", Shops("a", "b/1", "c"));
        CliRun run = await OfAsync(data, folder.File("two"), "--threads", "2", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("carousel forecast --each · shops.csv · 3 series · ", run.Error, StringComparison.Ordinal);
        using JsonDocument line = JsonDocument.Parse(run.LastLine);
        Assert.Equal(3, line.RootElement.GetProperty("metrics").GetProperty("series").GetInt32());

        CliRun one = await OfAsync(data, folder.File("one"), "--threads", "1", "--quiet");
        Assert.True(one.ExitCode == 0, one.Error);
        Assert.Equal("", one.Error);
        Assert.Equal(Digest(folder.File("one")), Digest(folder.File("two")));

        string alone = folder.Write("a.csv", Shops("a"));
        CliRun plain = await CliRun.OfAsync(["forecast", alone, .. _fit, "--quiet", "--out", folder.File("alone")]);
        Assert.True(plain.ExitCode == 0, plain.Error);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.File("alone"), "model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.File("two"), "models", "a.safetensors")));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.File("alone"), "latest.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.File("two"), "latest", "a.safetensors")));
        string[] forecast = File.ReadAllLines(Path.Combine(folder.File("two"), "forecast.csv"));
        Assert.Equal(
            File.ReadAllLines(Path.Combine(folder.File("alone"), "forecast.csv")), forecast[..3]);
        Assert.Equal(["a", "a", "b/1", "b/1", "c", "c"], forecast[1..].Select(l => l.Split(',')[0]));
    }

    [Fact]
    public async Task Each_GivesTheSame_HereAndByWorkers()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shops.csv", Shops("a", "b", "short", "c"));
        string[] at = ["--broker", rabbit.Start(), "--store", postgres.CreateDatabase()];
        using CliProcess worker = CliProcess.Start(
            folder.Path, ["work", .. at, "--threads", "2", "--cache", folder.File("cache")]);
        CliRun far = await OfAsync(data, folder.File("far"), at);
        Assert.True(far.ExitCode == 0, far.Error);
        CliRun here = await OfAsync(data, folder.File("here"));
        Assert.True(here.ExitCode == 0, here.Error);
        Assert.Equal(Digest(folder.File("here")), Digest(folder.File("far")));
        worker.Send(CliProcess.Terminate);
        Assert.Equal(0, (await worker.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task WhatCanNotBeFitted_IsSetAside_AndTheOthersGoOn()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shops.csv", Shops("a", "short", "constant", "words"));
        CliRun run = await OfAsync(data, folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"3 of 4 series were set aside; each\.csv\s+says\s+why", run.Out);
        string table = File.ReadAllText(Path.Combine(folder.File("out"), "each.csv"));
        Assert.Matches(@"\na,models/a\.safetensors,\d+,\d,.*,\n", table);
        Assert.Matches(@"\nshort,,+""?.*short\.csv has 3.*\n", table);
        Assert.Matches(@"\nconstant,,+.*constant.*\n", table);
        Assert.Matches(@"\nwords,,+""?words\.csv:4:3: .*much.*\n", table);
        Assert.Equal(
            ["constant.csv", "short.csv", "words.csv"],
            Directory.GetFiles(Path.Combine(folder.File("out"), "aside")).Select(Path.GetFileName).Order());

        // Where nothing is left, it is an error, and nothing is written.
        string none = folder.Write("none.csv", Shops("short", "constant"));
        string said = (await OfAsync(none, folder.File("none"), "--quiet")).RequireOneSentence();
        Assert.Contains("None of 2 series could be fitted. The first, 'short': ", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("none")));
    }

    [Fact]
    public async Task AStoppedRun_GoesOn_AndARowMoreFitsItsSeriesAgain()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shops.csv", Shops("a", "b", "c"));
        string[] words = ["forecast", data, .. _fit, "--each", "--threads", "1"];
        CliRun stopped = await CliRun.StoppedAtAsync("1 of 3", [.. words, "--out", folder.File("out")]);
        Assert.Equal(130, stopped.ExitCode);
        Assert.Contains("1 series are done and kept in", stopped.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.File("out"), ".each")));
        Assert.Equal(
            $"{folder.File("out")} contains the checkpoint of a stopped run. This run would delete it. "
            + "Pass --resume to continue from it, or pass --overwrite to begin again.",
            (await CliRun.OfAsync([.. words, "--out", folder.File("out")])).RequireOneSentence());

        CliRun on = await CliRun.OfAsync([.. words, "--resume", "--out", folder.File("out")]);
        Assert.True(on.ExitCode == 0, on.Error);
        Assert.Contains("1 of 3 before", on.Error, StringComparison.Ordinal);
        CliRun whole = await CliRun.OfAsync([.. words, "--out", folder.File("whole")]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(Digest(folder.File("whole")), Digest(folder.File("out")));

        File.AppendAllText(data, $"{new DateTime(2020, 1, 1).AddDays(60):yyyy-MM-dd},b,4,S\n");
        CliRun more = await CliRun.OfAsync([.. words, "--resume", "--out", folder.File("out")]);
        Assert.True(more.ExitCode == 0, more.Error);
        Assert.Contains("2 of 3 before", more.Error, StringComparison.Ordinal);
        Assert.Contains("3 of 3  b", more.Error, StringComparison.Ordinal);
        Assert.NotEqual(Digest(folder.File("whole")), Digest(folder.File("out")));
        CliRun fresh = await CliRun.OfAsync([.. words, "--out", folder.File("whole")]);
        Assert.True(fresh.ExitCode == 0, fresh.Error);
        Assert.Equal(Digest(folder.File("whole")), Digest(folder.File("out")));
    }

    [Fact]
    public async Task Groups_AreFittedTogether_AndNamedInFrontOfEachRow()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shops.csv", Shops("a", "b", "c"));
        CliRun run = await CliRun.OfAsync(
            ["forecast", data, .. _fit, "--each-of", "place", "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        string[] forecast = File.ReadAllLines(Path.Combine(folder.File("out"), "forecast.csv"));
        Assert.StartsWith("group,id,time,", forecast[0], StringComparison.Ordinal);
        Assert.Equal(
            ["N,a", "N,a", "N,c", "N,c", "S,b", "S,b"], forecast[1..].Select(l => string.Join(',', l.Split(',')[..2])));

        // Another division of the same file is another run.
        CliRun other = await OfAsync(data, folder.File("out"));
        Assert.Contains("which this run would replace", other.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--each and --each-of exclude each other", "--each", "--each-of", "place")]
    [InlineData("--from does not go with --each: leave one of them out", "--each", "--from", "m.safetensors")]
    [InlineData("--tensorboard does not go with --each-of", "--each-of", "place", "--tensorboard", "t")]
    [InlineData("--hierarchy does not go with --each", "--each", "--hierarchy", "place")]
    [InlineData("--ranks does not go with --each", "--each", "--ranks")]
    [InlineData("--progress json tells one fit", "--each", "--progress", "json")]
    [InlineData("has no column 'plac'. Did you mean 'place'?", "--each-of", "plac")]
    [InlineData("--broker and --store belong together", "--each", "--broker", "amqp://here")]
    [InlineData("pass one of these, too", "--broker", "amqp://here", "--store", "Host=here")]
    [InlineData("--hidden must be 1…4096", "--each", "--hidden", "5000")]
    public async Task Words_AreRefusedInOneSentence(string said, params string[] words)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shops.csv", Shops("a", "b"));
        string sentence = (await CliRun.OfAsync(
            ["forecast", data, "--id", "shop", "--target", "sold", .. words, "--out", folder.File("out")]))
            .RequireOneSentence();
        Assert.Contains(said, sentence, StringComparison.Ordinal);
        Assert.Single(folder.Entries());
    }

    [Theory]
    [InlineData("--each needs a file of many series", "forecast", "--each")]
    [InlineData("pass --id with the column that tells series apart, such as shop", "forecast", "FILE", "--each")]
    [InlineData("here is place for one", "describe", "forecast", "FILE", "--id", "shop", "--each")]
    [InlineData("here is place for one", "tune", "forecast", "FILE", "--", "--id", "shop", "--each")]
    public async Task WhatIsNoFileOfManySeries_IsRefusedInOneSentence(string said, params string[] words)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shops.csv", Shops("a", "b"));
        string sentence = (await CliRun.OfAsync([.. words.Select(w => w == "FILE" ? data : w)])).RequireOneSentence();
        Assert.Contains(said, sentence, StringComparison.Ordinal);
        Assert.Single(folder.Entries());
    }

    private static Task<CliRun> OfAsync(string data, string to, params string[] more) =>
        CliRun.OfAsync(["forecast", data, .. _fit, "--each", .. more, "--out", to]);

    // Rows of all shops in turn, so that those of one do not stand together.
    private static string Shops(params string[] names)
    {
        var text = new StringBuilder("day,shop,sold,place\n");
        for (int d = 0; d < 60; d++)
        {
            foreach ((string name, int n) in names.Select((name, n) => (name, name.Length + n)))
            {
                string? sold = name switch
                {
                    "short" => d < 3 ? "1" : null,
                    "constant" => "7",
                    "words" when d == 2 => "much",
                    _ => $"{10 + n + (d % 7) + (d * (n + 3) % 5)}",
                };
                if (sold is not null)
                {
                    string place = n % 2 == 1 ? "N" : "S";
                    text.Append(new DateTime(2020, 1, 1).AddDays(d).ToString("yyyy-MM-dd")).Append(
                        $",{name},{sold},{place}\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Digest(string folder) => string.Join('\n', Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Where(f => Path.GetFileName(f) != "run.json")
        .Select(f => $"{Path.GetRelativePath(folder, f)} {Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}"));
}
