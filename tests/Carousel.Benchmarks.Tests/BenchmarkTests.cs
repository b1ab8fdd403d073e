using System.Text.Json;
using Carousel.Cli.Tests;
using Carousel.Testing;

namespace Carousel.Benchmarks.Tests;

/// <summary>Times and counts of allocated bytes, which other tests would disturb.</summary>
[Collection(typeof(Alone))]
public sealed class BenchmarkTests
{
    private static readonly string[] _keys =
    [
        "kind", "shape", "precision", "inputs", "hidden", "batch", "steps", "layers", "threads", "forward_ms",
        "training_ms", "stream_us", "forward_gflops", "training_gflops",
        "forward_share", "training_share", "allocated_bytes", "units_per_second", "tensor_bytes", "added_bytes",
        "peak_memory_bytes",
    ];

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("elman")]
    public async Task Json_IsTheLastLine_WithEveryName(string kind)
    {
        CliRun run = await BenchmarkRun.OfAsync(kind, "--shape", "3/5/2/4,s32", "--seconds", "0.002", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.NotEqual("", json.GetProperty("cpu").GetString());
        Assert.True(json.GetProperty("peak_gflops").GetDouble() > 0);
        JsonElement[] results = [.. json.GetProperty("results").EnumerateArray()];
        Assert.Equal(2, results.Length);
        Assert.All(results, r => Assert.Equal(_keys, r.EnumerateObject().Select(p => p.Name)));
        Assert.All(results, r => Assert.Equal(kind, r.GetProperty("kind").GetString()));
        Assert.Equal(["3/5/2/4", "s32"], results.Select(r => r.GetProperty("shape").GetString()));
        Assert.True(results[0].GetProperty("forward_ms").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, results[1].GetProperty("forward_ms").ValueKind);
        Assert.True(results[1].GetProperty("stream_us").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, results[0].GetProperty("units_per_second").ValueKind);
    }

    [Fact]
    public async Task Recompute_MeasuresBothWays_AndTakesOneShape()
    {
        CliRun run = await BenchmarkRun.OfAsync(
            "recompute", "--shape", "2/32/2/4000", "--seconds", "0.002", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement[] results =
        [
            .. JsonDocument.Parse(run.LastLine).RootElement.GetProperty("results").EnumerateArray(),
        ];
        Assert.Equal(["recomputed", "stored"], results.Select(r => r.GetProperty("kind").GetString()));
        Assert.All(results, r => Assert.Equal(_keys, r.EnumerateObject().Select(p => p.Name)));
        Assert.True(
            results[0].GetProperty("tensor_bytes").GetInt64() < results[1].GetProperty("tensor_bytes").GetInt64());
        Assert.Contains(
            "one shape",
            (await BenchmarkRun.OfAsync("recompute", "--shape", "tiny,small", "--quiet")).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_TimesTheWaysOfAFile()
    {
        CliRun run = await BenchmarkRun.OfAsync("load", "--size", "1", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.True(json.GetProperty("checksum").GetBoolean());
        Assert.True(json.GetProperty("bytes").GetInt64() > 1_000_000);
        Assert.Equal(
            ["read", "array", "mapped", "copied"], json.GetProperty("ms").EnumerateObject().Select(p => p.Name));
        Assert.All(json.GetProperty("ms").EnumerateObject(), p => Assert.True(p.Value.GetDouble() > 0));
        Assert.Contains("× reading", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "there is no such file",
            (await BenchmarkRun.OfAsync("load", "missing.safetensors", "--quiet")).RequireOneSentence(),
            StringComparison.Ordinal);
        Assert.Contains(
            "--size must be 1…2000",
            (await BenchmarkRun.OfAsync("load", "--size", "0", "--quiet")).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Precisions_StandBesideEachOther_WithTheRatio()
    {
        CliRun run = await BenchmarkRun.OfAsync(
            "lstm", "--shape", "s32", "--precision", "float32,int8", "--part", "streaming", "--seconds",
            "0.002", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("× float32", run.Out, StringComparison.Ordinal);
        JsonElement[] results =
        [
            .. JsonDocument.Parse(run.LastLine).RootElement.GetProperty("results").EnumerateArray(),
        ];
        Assert.Equal(["float32", "int8"], results.Select(r => r.GetProperty("precision").GetString()));
        Assert.All(results, r => Assert.Equal(0, r.GetProperty("allocated_bytes").GetInt64()));
    }

    [Theory]
    [InlineData("elman", "int8", "--precision int8 is for lstm and gru: an Elman layer has no kernel in 8 bits.")]
    [InlineData("lstm", "int4", "--precision must be float32 or int8, but is 'int4'.")]
    [InlineData(
        "language", "int8",
        "--precision belongs to layers: lstm, gru, elman, mingru, minlstm, slstm, mlstm, delta. The loop language "
        + "is one training of one size.")]
    public async Task Precision_IsRefusedInOneSentence(string kind, string precision, string sentence)
    {
        CliRun run = await BenchmarkRun.OfAsync(kind, "--precision", precision, "--seconds", "0.002");
        Assert.Equal(sentence, run.RequireOneSentence());
    }

    [Fact]
    public async Task Table_HasColumnsForWhatWasTimed()
    {
        CliRun run = await BenchmarkRun.OfAsync(
            "lstm", "--shape", "3/5/2/4", "--part", "forward", "--seconds", "0.002");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("forward ms", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("training ms", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Equal("  timing 1/1: 3/5/2/4\n", run.Error);
    }

    [Theory]
    [InlineData("language")]
    [InlineData("forecast")]
    public async Task Loop_TellsUnitsASecond(string kind)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(
            "data.txt", kind == "language"
                ? string.Concat(Enumerable.Repeat("Round and round it goes.\n", 200))
                : "day,value\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i % 7}.5\n")));
        CliRun run = await BenchmarkRun.OfAsync(kind, file, "--seconds", "0.002", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement result = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("results")[0];
        Assert.Equal(_keys, result.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            (kind, "data.txt"), (result.GetProperty("kind").GetString(), result.GetProperty("shape").GetString()));
        Assert.True(result.GetProperty("units_per_second").GetDouble() > 0);
        Assert.True(result.GetProperty("training_ms").GetDouble() > 0);
        Assert.Contains("units a second", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("language", "short.txt", "Short.", "short.txt has 6 characters. ")]
    [InlineData("forecast", "short.csv", "a\n1\n2\n", "short.csv has 2 values. ")]
    public async Task Loop_SaysWhatIsWrongWithItsFile(string kind, string name, string content, string sentence)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(name, content);
        Assert.Contains(
            sentence, (await BenchmarkRun.OfAsync(kind, file, "--quiet")).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_SaysNothingWhileItMeasures()
    {
        CliRun run = await BenchmarkRun.OfAsync("elman", "--shape", "3/5/2/4", "--seconds", "0.002", "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.NotEqual("", run.Out);
    }

    [Theory]
    [InlineData("steps", 10, "1/2/3/10000")]
    [InlineData("batch", 19, "1/2/1024/5")]
    public async Task Sweep_WritesTableReportAndJson(string over, int count, string last)
    {
        using var folder = new TemporaryFolder();
        CliRun run = await BenchmarkRun.OfAsync(
            "elman", "--sweep", over, "--shape", "1/2/3/5", "--part", "forward", "--seconds", "0.001",
            "--json", "--quiet", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(over == "steps" ? "µs a step" : "µs a row", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "of their middle.", run.Out.ReplaceLineEndings(" ").Replace("  ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        JsonElement[] results = [.. json.GetProperty("results").EnumerateArray()];
        Assert.Equal(count, results.Length);
        Assert.Equal(last, results[^1].GetProperty("shape").GetString());
        Assert.Equal(over, json.GetProperty("sweep").GetProperty("over").GetString());
        Assert.True(json.GetProperty("sweep").GetProperty("forward_rise").GetDouble() >= 0);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("sweep").GetProperty("training_rise").ValueKind);
        string page = await File.ReadAllTextAsync(
            folder.File("out/report.html"), TestContext.Current.CancellationToken);
        Assert.Contains(over == "steps" ? "Time a step" : "Time a row", page, StringComparison.Ordinal);
        Assert.Contains($"carousel-benchmark elman --sweep {over}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canceled_SaysNothingAboutFigures()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        CliRun run = await BenchmarkRun.OfAsync(["lstm", "--shape", "tiny", "--quiet"], stop.Token);
        Assert.Equal("Cancelled before anything was written.", run.RequireOneSentence(exitCode: 130));
    }
}
