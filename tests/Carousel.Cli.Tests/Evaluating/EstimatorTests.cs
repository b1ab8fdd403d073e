using System.Text.Json;

namespace Carousel.Cli.Tests.Evaluating;

/// <summary>
/// The same checks for every job, in the manner of scikit-learn's estimator checks. A job joins them by its line in
/// <see cref="TinyFit.All"/>.
/// </summary>
public sealed class EstimatorTests
{
    /// <summary>Files with times, which differ from run to run.</summary>
    private static readonly string[] _timed = ["metrics.jsonl", "run.json", "report.html"];

    public static TheoryData<string> Fits => TinyFit.Names;

    public static TheoryData<string> FitsOfFiles => [.. TinyFit.All.Where(f => f.Data is not null).Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Fits))]
    [Trait("Speed", "Slow")]
    public async Task TheSameSeed_WritesTheSameFiles_WithOneThreadAndWithTwo(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string[] data = DataOf(fit, folder);
        await FitAsync([.. fit.Line(data, "--threads", "1"), "--out", folder.File("one")]);
        await FitAsync([.. fit.Line(data, "--threads", "2"), "--out", folder.File("two")]);

        RequireSameFiles(folder.File("one"), folder.File("two"));
    }

    [Theory]
    [MemberData(nameof(Fits))]
    [Trait("Speed", "Slow")]
    public async Task AStoppedFit_GoesOnToTheSameFiles(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string[] line = fit.Line(DataOf(fit, folder), "--epochs", "2");
        await FitAsync([.. line, "--out", folder.File("whole")]);
        CliRun stopped = await CliRun.StoppedAtAsync("epoch 1/", [.. line, "--out", folder.File("stopped")]);
        Assert.True(stopped.ExitCode == 130, stopped.Error);
        await FitAsync([.. line, "--out", folder.File("stopped"), "--resume"]);

        RequireSameFiles(folder.File("whole"), folder.File("stopped"));
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public async Task Json_HasEverySentenceOfTheTerminal(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        CliRun run = await FitAsync([.. fit.Line(DataOf(fit, folder)), "--json", "--out", folder.File("out")]);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        string[] texts =
        [
            json.GetProperty("sentence").GetString()!,
            json.TryGetProperty("headline", out JsonElement headline) ? headline.GetString()! : "",
            .. TextsOf(json, "notes"), .. TextsOf(json, "details"),
        ];

        string[] sentences =
        [
            .. run.Out.Split('\n').Select(l => l.Trim()).Where(l => l.EndsWith('.') && l[0] is not ('{' or '…')),
        ];
        Assert.NotEmpty(sentences);
        Assert.All(sentences, s => Assert.Contains(texts, t => t.Contains(s, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(FitsOfFiles))]
    public async Task AnEmptyFile_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string[] data = DataOf(fit, folder);
        File.WriteAllText(data[0], "");

        CliRun run = await CliRun.OfAsync([.. fit.Line(data), "--out", folder.File("out")]);

        Assert.Contains(Path.GetFileName(data[0]), run.RequireOneSentence(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out/model.safetensors")));
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public async Task AFolderThatCannotBeMade_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string[] data = DataOf(fit, folder);
        string place = folder.Write("a file", "");

        CliRun run = await CliRun.OfAsync([.. fit.Line(data), "--out", Path.Combine(place, "out")]);

        Assert.Contains("a file", run.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FitsOfFiles))]
    public async Task NamesOfAnyScript_AreRead_AndExportsAreWrittenOrRefused(string name)
    {
        using var plain = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string data = DataOf(fit, plain)[0], place = folder.File("Größe 数据 ü");
        Directory.CreateDirectory(place);
        foreach (string file in Directory.EnumerateFiles(plain.Path))
        {
            File.Copy(file, Path.Combine(place, Path.GetFileName(file)));
        }

        string moved = Path.Combine(place, Path.GetRelativePath(plain.Path, data));
        string output = Path.Combine(place, "Ergebnis é");
        await FitAsync([.. fit.Line([moved]), "--out", output]);
        string model = Path.Combine(output, "model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, moved);
        Assert.True(predicted.ExitCode == 0, predicted.Error);

        foreach (string form in new[] { "c", "onnx", "web" })
        {
            CliRun export = await CliRun.OfAsync("export", form, model, "--out", Path.Combine(place, $"für {form}"));
            if (export.ExitCode == 0)
            {
                Assert.Contains(Directory.EnumerateFileSystemEntries(place), f => f.Contains($"für {form}"));
            }
            else
            {
                export.RequireOneSentence(exitCode: 2);
            }
        }
    }

    [Theory]
    [MemberData(nameof(FitsOfFiles))]
    [Trait("Speed", "Slow")]
    public async Task AnotherProcess_GivesTheSameAnswers(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string[] data = DataOf(fit, folder);
        await FitAsync([.. fit.Line(data), "--out", folder.File("out")]);
        string model = folder.File("out/model.safetensors");

        CliRun here = await CliRun.OfAsync("predict", model, data[0]);
        CliRun there = await CliProcess.RunAsync(folder.Path, "predict", model, data[0]);

        Assert.Equal((0, 0), (here.ExitCode, there.ExitCode));
        Assert.NotEqual("", here.Out);
        Assert.Equal(here.Out, there.Out);
    }

    private static string[] DataOf(TinyFit fit, TemporaryFolder folder) => fit.Data is { } write ? [write(folder)] : [];

    private static IEnumerable<string> TextsOf(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(t => t.GetString()!);

    private static async Task<CliRun> FitAsync(string[] line)
    {
        CliRun run = await CliRun.OfAsync(line);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private static void RequireSameFiles(string first, string second)
    {
        string[] names = NamesIn(first);
        Assert.Contains("model.safetensors", names);
        Assert.Equal(names, NamesIn(second));
        Assert.All(names, n => Assert.True(BytesOf(first, n).AsSpan().SequenceEqual(BytesOf(second, n)), n));

        static byte[] BytesOf(string folder, string name) => File.ReadAllBytes(Path.Combine(folder, name));
    }

    private static string[] NamesIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f)).Except(_timed).Order(StringComparer.Ordinal),
    ];
}
