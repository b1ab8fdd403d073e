using System.Text.Json;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel stream</c> with a transcriber: sound in, words out, and how good it is.</summary>
public sealed class ListeningTests(ListeningTests.Trained trained) : IClassFixture<ListeningTests.Trained>
{
    [Fact]
    public async Task Wav_IsWrittenDown_FromAFileAndFromAPipe()
    {
        CliRun file = await CliRun.OfAsync("stream", trained.Model, trained.Recording),
            pipe = await CliRun.WithBytesAsync(await BytesAsync(), "stream", trained.Model, "--threads", "2");
        Assert.True(file.ExitCode == 0, file.Error);
        Assert.StartsWith("start,end,told,word\n", file.Out, StringComparison.Ordinal);
        Assert.Equal(file.Out, pipe.Out);
        Assert.InRange(file.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 2, 4);
        Assert.Matches(
            @"^  [1-9]\d* words? in 0\.1 s of sound; [\d.]+ s of computing, [\d.]+ of real time\.\n$", file.Error);
    }

    [Theory]
    [InlineData(0.0, "is silent: every sample is 0. Check the microphone")]
    [InlineData(1e6, "is clipped: ")]
    public async Task Sound_ThatIsOdd_IsNamed(double amplitude, string said)
    {
        using var folder = new TemporaryFolder();
        string odd = folder.Write("odd.wav", ToneRecordings.Wav(200, 0.3, amplitude));
        CliRun run = await CliRun.OfAsync("stream", trained.Model, odd);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"{odd} {said}", run.Error, StringComparison.Ordinal);
        Assert.Empty((await CliRun.OfAsync("stream", trained.Model, odd, "--quiet")).Error);
    }

    [Fact]
    public async Task Sound_WithoutSamples_IsRefused_BeforeAnythingIsWritten()
    {
        CliRun empty = await CliRun.WithBytesAsync(ToneRecordings.Wav(200, 0), "stream", trained.Model),
            bare = await CliRun.WithBytesAsync([], "stream", trained.Model, "--bare", "4000");
        Assert.Contains(
            "standard input contains no samples: its header is there", empty.RequireOneSentence(),
            StringComparison.Ordinal);
        Assert.Contains(
            "standard input contains no samples. Check the program", bare.RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_TellsDelaysMissesAndKeywords_AsLinesAndAsJson()
    {
        CliRun run = await CliRun.OfAsync(
            "stream", trained.Model, "--measure", trained.Data, "--strings", "6", "--join", "1-2", "--keyword", "lo",
            "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("  6 strings, ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", run.Out, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.InRange(json.GetProperty("words").GetInt32(), 6, 12);
        Assert.Equal(
            json.GetProperty("words").GetInt32(),
            json.GetProperty("heard").GetInt32() + json.GetProperty("missed").GetInt32());
        Assert.Equal(15, json.GetProperty("keywords").GetArrayLength());
        Assert.Equal("lo", json.GetProperty("keywords")[0].GetProperty("keyword").GetString());
        CliRun one = await CliRun.OfAsync(
            "stream", trained.Model, "--measure", trained.Data, "--strings", "6", "--join", "1-2", "--keyword", "lo",
            "--threshold", "0.05");
        Assert.Equal(run.Out.Split('\n').First(l => l.Contains("0.05", StringComparison.Ordinal)), one.LastLine);
    }

    [Theory]
    [InlineData("--recordings needs --measure TABLE", "--recordings", ".")]
    [InlineData("--threshold needs --keyword", "--threshold", "0.5")]
    [InlineData("--keyword 'zoo' cannot be recognised", "--keyword", "zoo")]
    [InlineData("--bare must be 1000…384000", "--bare", "10")]
    [InlineData("--history is only for forecast models", "--history", "x.csv")]
    public async Task Option_IsRefusedInOneSentence(string said, string option, string value) =>
        Assert.Contains(
            said,
            (await CliRun.OfAsync("stream", trained.Model, trained.Recording, option, value)).RequireOneSentence(),
            StringComparison.Ordinal);

    [Fact]
    public async Task Keyword_ThatIsNeverSaid_IsRefused()
    {
        using var folder = new TemporaryFolder();
        ToneRecordings.Write(folder);
        string table = folder.Write("few.tsv", "hi0.wav\thi\nhi1.wav\thi\n");
        Assert.Contains(
            "--keyword 'lo' occurs in none of the 3 strings",
            (await CliRun.OfAsync("stream", trained.Model, "--measure", table, "--strings", "3", "--keyword", "lo"))
                .RequireOneSentence(), StringComparison.Ordinal);
        CliRun always = await CliRun.OfAsync(
            "stream", trained.Model, "--measure", table, "--strings", "3", "--keyword", "hi", "--threshold", "0.5");
        Assert.Contains("hi occurs in every string", always.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", always.Out, StringComparison.Ordinal);
    }

    private async Task<byte[]> BytesAsync() =>
        await File.ReadAllBytesAsync(trained.Recording, TestContext.Current.CancellationToken);

    /// <summary>A model that hears only what was, for all tests.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Model => _folder.File("out/model.safetensors");

        public string Data => _folder.File("table.tsv");

        public string Recording => _folder.File("hi0.wav");

        public async ValueTask InitializeAsync()
        {
            CliRun run = await CliRun.OfAsync(
                "transcribe", ToneRecordings.Write(_folder), "--causal", "--join", "2-3", "--strings", "60", "--bands",
                "8", "--hidden", "16", "--layers", "1", "--learning-rate", "0.01", "--epochs", "30", "--symbols",
                "words", "--validation-share", "0", "--threads", "1", "--features", "mel", "--singles", "0",
                "--averaging", "0", "--dropout", "0.2", "--out", _folder.File("out"));
            Assert.True(run.ExitCode == 0, run.Error);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
