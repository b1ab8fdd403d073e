using System.Text.Json;
using Carousel.Cli.Tests.Serving;
using Carousel.Testing;

namespace Carousel.Cli.Tests;

/// <summary>The unchanged examples of the help work, one after the other, and so does the first command.</summary>
[Trait("Speed", "Slow")]
public sealed class ExampleTests
{
    // They go on until they are stopped.
    private static readonly string[] _staying = ["serve", "studio"];

    [Fact]
    public async Task Examples_Work()
    {
        using var folder = new TemporaryFolder();
        CopySamples(folder);
        foreach (string example in VerbCatalogue.MakeAll().SelectMany(v => v.Verbs.Prepend(v)).Select(v => v.Example))
        {
            string[] words = Words(example);
            Assert.Equal("carousel", words[0]);
            if (_staying.Contains(words[1]))
            {
                await RequireStaysAsync(folder, words[1], words[2..]);
                continue;
            }

            CliRun run = await CliProcess.RunAsync(folder.Path, words[1..]);
            if (words[1] == "work")
            {
                // Its options are accepted; the broker and the database of the example do not exist.
                Assert.Contains("no PostgreSQL server answers", run.RequireOneSentence(), StringComparison.Ordinal);
                continue;
            }

            Assert.True(run.ExitCode == 0, $"{example}: {run.Error}");
            Assert.NotEqual("", run.Out);
        }
    }

    // Also of folders: sounds and pictures are stored next to their tables.
    private static void CopySamples(TemporaryFolder folder)
    {
        string samples = Path.Combine(Repository.Folder, "samples");
        foreach (string sample in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            string copy = folder.File(Path.Combine("samples", Path.GetRelativePath(samples, sample)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(sample, copy);
        }
    }

    // On a free port instead of that of the example.
    private static async Task RequireStaysAsync(TemporaryFolder folder, string verb, string[] words)
    {
        if (verb == "studio")
        {
            await using StudioProcess studio = await StudioProcess.StartAsync(folder.File("studio"));
            Assert.Equal("127.0.0.1", studio.Address.Host);
            return;
        }

        using ServedProcess served = await ServedProcess.StartAsync(
            [folder.File(words[0]), "--store", folder.File("serve.db")]);
    }

    // As a shell splits them: blanks between, but not within double quotes.
    private static string[] Words(string example) =>
        [
            .. example.Split('"')
                .SelectMany((part, k) => k % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];

    [Fact]
    public async Task FirstCommand_FindsTheBundledSeries_WhereverItIsRun()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliProcess.RunAsync(folder.Path, "forecast", "--epochs", "1", "--hidden", "4", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(
            "late_flights, hourly, 2001-01-01 00:00 to 2001-06-30 23:00, 4,344 rows, no gaps", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("known ahead: flights, calendar", run.Error, StringComparison.Ordinal);
        string output = folder.File("out/us_flights_hourly");
        Assert.All(
            ["model.safetensors", "forecast.csv", "backtest.csv", "metrics.jsonl", "report.html"],
            file => Assert.True(new FileInfo(Path.Combine(output, file)).Length > 0, file));
        const string Assumed = "Values of flights are not known beyond 2001-06-30 23:00; the last season was repeated.";
        Assert.Contains(Assumed, run.Out, StringComparison.Ordinal);
        Assert.Contains(Assumed, File.ReadAllText(Path.Combine(output, "report.html")), StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.Contains(Assumed, json.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal("forecast", json.GetProperty("task").GetString());
        Assert.Equal(1, json.GetProperty("seed").GetInt32());
        Assert.InRange(json.GetProperty("metrics").GetProperty("mae").GetDouble(), 20, 80);
        Assert.NotEmpty(json.GetProperty("baselines").EnumerateObject());
        Assert.InRange(json.GetProperty("coverage").GetProperty("80").GetDouble(), 0.3, 1);
        string?[] trainings =
            [.. json.GetProperty("trainings").EnumerateArray().Select(t => t.GetProperty("name").GetString())];
        Assert.Equal("first", trainings[0]);
        Assert.Contains("network alone", trainings);
        Assert.True(File.Exists(folder.File(json.GetProperty("model").GetString()!)));
        Assert.True(File.Exists(folder.File(json.GetProperty("report").GetString()!)));
    }

    [Fact]
    public async Task Data_MayComeThroughAPipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no /dev/stdin.");
        using var folder = new TemporaryFolder();
        using CliProcess process = CliProcess.Start(
            folder.Path, ["forecast", "/dev/stdin", .. BadInput.DataVerb.Tiny, "--out", "out", "--quiet"],
            BadInput.DataCase.Good());
        CliRun run = await process.EndAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists(folder.File("out/model.safetensors")));
    }
}
