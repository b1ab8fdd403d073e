using System.Text.Json;
using Carousel.Cli.Tests;
using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Tests.Commands;

public sealed class ExperimentRunTests
{
    private const string Quick = "lstm-3x2-rate-0.5-variation";
    private const string Other = "lstm-4x1-rate-0.5-variation";

    private static readonly string[] _keys =
    [
        "row", "method", "trials", "successes", "mean_sequences", "minimum", "maximum", "published_mean",
        "published_success", "weights", "seconds", "ratio", "budget", "figures",
    ];

    [Fact]
    public async Task List_NamesEveryExperimentAndRow()
    {
        CliRun run = await LabRun.OfAsync("--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(
            ExperimentCatalogue.All,
            e => Assert.Contains($"\n{e.Name}  {e.Title}\n", "\n" + run.Out, StringComparison.Ordinal));
        Assert.All(
            ExperimentCatalogue.All.SelectMany(e => e.Rows),
            r => Assert.Contains($"  {r.Name} ", run.Out, StringComparison.Ordinal));
        Assert.All(run.Out.Split('\n')[..^2], line => Assert.InRange(line.Length, 0, 120));
        JsonElement[] listed =
        [
            .. JsonDocument.Parse(run.LastLine).RootElement.GetProperty("experiments").EnumerateArray(),
        ];
        Assert.Equal(
            ExperimentCatalogue.All.Select(e => e.Name), listed.Select(e => e.GetProperty("experiment").GetString()));
    }

    [Fact]
    public void Rows_HaveNamesThatTellThemApart() =>
        Assert.All(
            ExperimentCatalogue.All,
            e =>
                Assert.Equal(
                    e.Rows.Count, e.Rows.Select(r => r.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count()));

    [Fact]
    public async Task Row_IsShownBesideThePublishedOne()
    {
        CliRun run = await LabRun.OfAsync("temporal-order", "--row", "lstm", "--trials", "2", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("carousel-lab temporal-order · seed 1 · ", run.Error, StringComparison.Ordinal);
        Assert.Contains("  temporal-order lstm: 2/2 succeeded after ", run.Error, StringComparison.Ordinal);
        Assert.Contains("all 2 trials succeeded after ", run.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("ratio   budget\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("  300,000\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("(published 1)", run.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(
            "Reduced: 2 of 20 trials.", run.Out.ReplaceLineEndings(" ").Replace("  ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.All(run.Out.TrimEnd('\n').Split('\n')[..^1], line => Assert.InRange(line.Length, 0, 120));
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.Equal("temporal-order", json.GetProperty("experiment").GetString());
        JsonElement row = Assert.Single(json.GetProperty("rows").EnumerateArray());
        Assert.Equal(_keys, row.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ("lstm", "LSTM", 2, 2),
            (row.GetProperty("row")
                .GetString(), row.GetProperty("method")
                .GetString(), row.GetProperty("trials").GetInt32(), row.GetProperty("successes").GetInt32()));
        Assert.Equal(
            (31390, 1, 156),
            (row.GetProperty("published_mean")
                .GetInt32(), row.GetProperty("published_success").GetInt32(), row.GetProperty("weights").GetInt32()));
        Assert.InRange(
            row.GetProperty("mean_sequences").GetDouble(), row.GetProperty("minimum").GetDouble(),
            row.GetProperty("maximum").GetDouble());
    }

    [Fact]
    public async Task Results_AreEqual_WithAnyNumberOfThreads()
    {
        CliRun one = await LabRun.OfAsync(
            "temporal-order", "--row", "lstm", "--trials", "3", "--seed", "5", "--threads", "1",
            "--quiet", "--json");
        CliRun three = await LabRun.OfAsync(
            "temporal-order", "--row", "lstm", "--trials", "3", "--seed", "5", "--threads", "3",
            "--quiet", "--json");
        Assert.Equal((0, ""), (one.ExitCode, one.Error));
        Assert.Equal(Outcome(one), Outcome(three));

        static string Outcome(CliRun run)
        {
            JsonElement row = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("rows")[0];
            return $"{row.GetProperty("successes")} {row.GetProperty("mean_sequences")} {row.GetProperty("minimum")} "
                + $"{row.GetProperty("maximum")}";
        }
    }

    [Fact]
    public async Task Terminal_HasOneLineThatIsDrawnAgain()
    {
        CliRun run = await LabRun.OfAsync(
            ["temporal-order", "--row", "lstm", "--trials", "1"], CancellationToken.None, width: 100);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("\r\e[K  lstm  0/1 trials done", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoppedRun_KeepsCompleteRows_AndGoesOn()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "reber", "--row", $"{Quick},{Other}", "--trials", "2", "--threads", "1", "--out",
            folder.File("out"), "--json",
        ];
        CliRun stopped = await LabRun.StoppedAtAsync("succeeded", arguments);
        Assert.Equal(130, stopped.ExitCode);
        Assert.Contains(
            "stopped; complete rows are kept. To continue: the same command with --resume.", stopped.Error,
            StringComparison.Ordinal);
        string kept = await File.ReadAllTextAsync(
            folder.File("out/results.jsonl"), TestContext.Current.CancellationToken);
        string first = Assert.Single(kept.TrimEnd('\n').Split('\n'));

        await File.AppendAllTextAsync(
            folder.File("out/results.jsonl"), "{\"experiment\":\"reber\",\"row", TestContext.Current.CancellationToken);
        CliRun resumed = await LabRun.OfAsync([.. arguments, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains(
            "2 rows, 4 trials; 1 of them known from an earlier run", resumed.Error, StringComparison.Ordinal);
        string[] lines =
        [
            .. (await File.ReadAllTextAsync(folder.File("out/results.jsonl"), TestContext.Current.CancellationToken))
                .TrimEnd('\n').Split('\n'),
        ];
        Assert.Equal((3, first), (lines.Length, lines[0]));
        Assert.Equal(2, JsonDocument.Parse(resumed.LastLine).RootElement.GetProperty("rows").GetArrayLength());

        CliRun other = await LabRun.OfAsync([.. arguments, "--resume", "--seed", "2"]);
        Assert.DoesNotContain("known from an earlier run", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_HoldsTableCurvesAndTrace()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await LabRun.OfAsync(
            "temporal-order", "--trials", "1", "--out", folder.File("out"), "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        string page = await File.ReadAllTextAsync(
            folder.File("out/report.html"), TestContext.Current.CancellationToken);
        Assert.All(
            [
                "Learning curves", "States of the memory cells", "Activations of the gates", "31,390",
                "carousel-lab temporal-order --trials 1",
            ],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OutputFolder_IsTriedBeforeTheTrials()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a", "");
        CliRun run = await LabRun.OfAsync("all", "--full", "--out", file);
        Assert.StartsWith(
            $"The output folder {file} can't be written: ", run.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_OfAnEarlierRunArePutAside_WithoutResume()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("out"));
        await File.WriteAllTextAsync(
            folder.File("out/results.jsonl"), "earlier\n", TestContext.Current.CancellationToken);
        CliRun run = await LabRun.OfAsync(
            "reber", "--row", Quick, "--trials", "1", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(
            $"  The results of an earlier run are in {folder.File("out/results.1.jsonl")} now; ", run.Error,
            StringComparison.Ordinal);
        Assert.Equal(
            "earlier\n",
            await File.ReadAllTextAsync(folder.File("out/results.1.jsonl"), TestContext.Current.CancellationToken));
        Assert.Contains(
            Quick, await File.ReadAllTextAsync(folder.File("out/results.jsonl"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_AreRefused_WhereTheyAreAFolderOrDamaged()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("out/results.jsonl"));
        CliRun blocked = await LabRun.OfAsync("reber", "--quiet", "--out", folder.File("out"));
        Assert.Contains("a folder of that name is there", blocked.RequireOneSentence(), StringComparison.Ordinal);

        Directory.Delete(folder.File("out/results.jsonl"));
        string endless = $$"""
            {"experiment":"reber","row":"{{Quick}}","seed":1,"budget":9,"trials":1,
            "seconds":1e999,"steps":1,"outcomes":[],"weights":""}
            """.ReplaceLineEndings("");
        await File.WriteAllTextAsync(
            folder.File("out/results.jsonl"), endless + "\n",
            TestContext.Current.CancellationToken);
        CliRun damaged = await LabRun.OfAsync(
            "reber", "--quiet", "--resume", "--out", folder.File("out"));
        Assert.StartsWith(
            $"Line 1 of {folder.File("out/results.jsonl")} is not a result of a run. ", damaged.RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task CanceledBefore_WritesNothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        using var folder = new TemporaryFolder();
        CliRun run = await LabRun.OfAsync(["reber", "--quiet", "--out", folder.File("out")], stop.Token);
        Assert.Equal("Cancelled before anything was written.", run.RequireOneSentence(exitCode: 130));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public async Task Resume_BeginsAnew_AndSaysSo_WhenThereIsNothingToGoOnWith()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await LabRun.OfAsync(
            "temporal-order", "--row", "lstm", "--trials", "1", "--out", folder.File("out"), "--resume");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("so a new run begins.", run.Error, StringComparison.Ordinal);
    }
}
