using System.Text.Json;
using Carousel.Cli.Commands;
using Carousel.Jobs.Tuning;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel tune</c> over verbs that train, and rejected input.</summary>
public sealed class TuneTests
{
    [Fact]
    public async Task Tune_SearchesAndNamesTheBestCommandLine()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("roll.csv", Roll());
        string[] arguments =
        [
            "tune", "music", data, "--trials", "4", "--epochs", "2", "--search", "hidden=2..16", "--search",
            "dropout=0,0.5", "--quiet", "--out", folder.File("out"),
        ];
        CliRun run = await CliRun.OfAsync([.. arguments, "--threads", "2", "--json", "--", "--temperature", "0.9"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(
            @"\n  carousel music \S+roll.csv --temperature 0\.9 --hidden \d+ --dropout (0|0.5) --epochs 2 --seed 1\n",
            run.Out);
        using JsonDocument line = JsonDocument.Parse(run.LastLine);
        Assert.Equal("tune", line.RootElement.GetProperty("task").GetString());
        Assert.Equal(5, File.ReadAllLines(Path.Combine(folder.File("out"), "trials.jsonl")).Length);
        Assert.True(File.Exists(Path.Combine(folder.File("out"), "report.html")));

        CliRun again = await CliRun.OfAsync([.. arguments, "--threads", "1", "--resume", "--", "--temperature", "0.9"]);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.StartsWith(again.Out, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_TakesForecasts()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(
            "a.csv",
            "date,value\n"
                + string.Concat(Enumerable.Range(0, 150)
                    .Select(d => $"{new DateTime(2020, 1, 1).AddDays(d):yyyy-MM-dd},{10 + (d % 7)}\n")));
        CliRun run = await CliRun.OfAsync(
            "tune", "forecast", data, "--method", "halving", "--trials", "5", "--epochs", "3", "--search",
            "hidden=2..40", "--out", folder.File("out"), "--", "--target", "value", "--ensemble", "1");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("round 2, 3 epochs", run.Error, StringComparison.Ordinal);
        Assert.Contains("--target value --ensemble 1 --hidden", run.Out, StringComparison.Ordinal);
    }

    public static TheoryData<string> Verbs =>
        [.. VerbCatalogue.MakeAll().OfType<JobCommand>().Select(v => v.Name)];

    /// <summary>Without a search of the user, every verb searches options that it has.</summary>
    [Theory]
    [MemberData(nameof(Verbs))]
    public void Tune_SearchesOptionsThatTheVerbHas(string verb)
    {
        TuningTarget target = new(verb, [], 1);
        target.RequireOptions(new TuningOptions { Space = [.. target.DefaultSearch.Select(TunedOption.Parse)] });
    }

    [Theory]
    [InlineData("'predict' is not one", "predict")]
    [InlineData("Did you mean 'forecast'", "forcast")]
    [InlineData("music has no option '--hiden' to search. Did you mean 'hidden'?", "music", "--search", "hiden=1..4")]
    [InlineData("can't vary seed", "music", "--search", "seed=1..4")]
    [InlineData("--search 'hidden=9..2' is not understood", "music", "--search", "hidden=9..2")]
    [InlineData("--hidden must be 1…4096, but is 6000.", "music", "--search", "hidden=8..6000")]
    [InlineData("--dropout must be 0…0.95, but is 2.", "music", "--search", "dropout=0.1,2")]
    [InlineData("varies hidden, which is given twice", "music", "--search", "hidden=5..6", "--", "--hidden", "5")]
    [InlineData("Pass it to tune, before --", "music", "--", "--epochs", "5")]
    [InlineData("--method halving needs --epochs", "music", "--method", "halving")]
    [InlineData("does not exist", "music", "nothing.csv")]
    public async Task Tune_RefusesInOneSentence(string said, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string[] words = ["tune", arguments[0], "--out", folder.File("out"), .. arguments[1..]];
        Assert.Contains(said, (await CliRun.OfAsync(words)).RequireOneSentence(), StringComparison.Ordinal);
        Assert.Empty(folder.Entries());
    }

    private static string Roll() =>
        "60,64,67,71\n"
            + string.Concat(Enumerable.Range(0, 60)
                .Select(s => string.Join(',', Enumerable.Range(0, 4).Select(k => (s + k) % 4 < 2 ? 1 : 0)) + "\n"));
}
