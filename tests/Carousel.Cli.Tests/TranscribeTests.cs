namespace Carousel.Cli.Tests;

/// <summary><c>carousel transcribe</c> from recordings to words, and without a file.</summary>
public sealed class TranscribeTests(TranscribeTests.Trained trained) : IClassFixture<TranscribeTests.Trained>
{
    private static readonly string[] _small =
    [
        "--join", "2-3", "--strings", "48", "--bands", "8", "--hidden", "12", "--layers", "1", "--epochs", "6",
        "--batch", "4", "--learning-rate", "0.02", "--dropout", "0", "--masks", "0",
        "--noise-share", "0", "--threads", "1",
    ];

    [Fact]
    public async Task Transcribe_LeavesModelReportAndTranscripts_AndTheModelIsApplied()
    {
        (TemporaryFolder folder, string data, string model, CliRun run) = (
            trained.Folder, trained.Data, trained.Model, trained.Run);
        Assert.Contains("symbols    3 words: hi, lo, mi", run.Error, StringComparison.Ordinal);
        Assert.Contains("the most frequent transcript", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"task\":\"transcribe\"", run.LastLine, StringComparison.Ordinal);
        Assert.Contains("\"wer\":", run.LastLine, StringComparison.Ordinal);
        string[] files = ["metrics.jsonl", "model.safetensors", "report.html", "run.json", "test.csv"];
        Assert.Equal(
            files.Select(f => folder.File($"out/{f}")),
            folder.Entries().Where(e => e.Contains("out/", StringComparison.Ordinal)));

        CliRun predicted = await CliRun.OfAsync("predict", model, folder.File("hi0.wav"));
        Assert.Equal(0, predicted.ExitCode);
        Assert.StartsWith($"file,transcript,words\n{folder.File("hi0.wav")},", predicted.Out, StringComparison.Ordinal);
        Assert.Equal(25, (await CliRun.OfAsync("predict", model, folder.Path)).Out.Count(c => c == '\n'));
        string names = folder.Write("names.csv", "file\nhi0.wav\n");
        Assert.Equal(predicted.Out, (await CliRun.OfAsync("predict", model, names)).Out);
        Assert.Contains(
            "has no column 'transcript'. Rename the column to that.",
            (await CliRun.OfAsync("evaluate", model, names)).RequireOneSentence(), StringComparison.Ordinal);
        CliRun evaluated = await CliRun.OfAsync("evaluate", model, CopyOf(data));
        Assert.Equal(0, evaluated.ExitCode);
        Assert.Contains("of 24 words", evaluated.Out, StringComparison.Ordinal);
        Assert.Contains(
            "joined to strings of 2 to 3", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
        Assert.Contains(
            "pass a WAV file", (await CliRun.WithInputAsync("hi\n", "predict", model)).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_MayHaveItsRecordingsInItsOwnFolder()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        string data = ToneRecordings.Write(folder), test = ToneRecordings.Write(other);
        File.WriteAllText(folder.File("lo0.wav"), "not sound");
        File.WriteAllText(
            data, File.ReadAllText(data).Replace("lo0.wav\tlo\tann\n", "", StringComparison.Ordinal));
        CliRun run = await CliRun.OfAsync(
        [
            "transcribe", data, .. _small, "--recordings", folder.Path, "--test", test, "--out", folder.File("out"),
        ]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task Stop_KeepsACheckpoint_AndResumeEndsWithTheSameModel()
    {
        using var folder = new TemporaryFolder();
        string[] run = ["transcribe", trained.Data, .. _small, "--out", folder.File("stopped")];
        Assert.Equal(130, (await CliRun.StoppedAtAsync("epoch 2/", run)).ExitCode);
        Assert.Equal(0, (await CliRun.OfAsync([.. run, "--resume"])).ExitCode);
        Assert.Equal(
            await File.ReadAllBytesAsync(trained.Model, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(
                folder.File("stopped/model.safetensors"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Resume_GoesOn_WithAnotherBeam_ButNotWithOtherStrings()
    {
        using var folder = new TemporaryFolder();
        string[] run = ["transcribe", ToneRecordings.Write(folder), .. _small, "--out", folder.File("out")];
        Assert.Equal(130, (await CliRun.StoppedAtAsync("epoch 2/", run)).ExitCode);
        string[] others = [.. run.Select(a => a == "2-3" ? "2-4" : a)];
        Assert.Contains("checkpoint", (await CliRun.OfAsync([.. others, "--resume"])).Error, StringComparison.Ordinal);
        CliRun resumed = await CliRun.OfAsync([.. run, "--resume", "--beam", "3"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
    }

    [Fact]
    public async Task Evaluate_MeasuresStrings_ReadsTablesElsewhere_AndDecodesAsAsked()
    {
        using var folder = new TemporaryFolder();
        (string data, string model) = (trained.Data, trained.Model);
        Assert.Contains(
            "--join 2-3 to test on strings", (await CliRun.OfAsync("evaluate", model, CopyOf(data))).Out,
            StringComparison.Ordinal);
        CliRun joined = await CliRun.OfAsync(
            "evaluate", model, data, "--join", "2-3", "--strings", "5", "--beam", "1", "--json");
        Assert.True(joined.ExitCode == 0, joined.Error);
        Assert.Contains("5 strings", joined.Error, StringComparison.Ordinal);
        Assert.Contains("\"exact\":", joined.LastLine, StringComparison.Ordinal);

        string moved = folder.Write(
            "words.tsv", await File.ReadAllTextAsync(data, TestContext.Current.CancellationToken));
        Assert.Contains(
            "File names are relative to the table's folder, or to that of --recordings",
            (await CliRun.OfAsync("evaluate", model, moved)).RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.OfAsync("evaluate", model, moved, "--recordings", trained.Folder.Path)).ExitCode);
        Assert.Equal(
            25,
            (await CliRun.OfAsync(
                "predict", model, moved, "--recordings", trained.Folder.Path, "--beam", "4")).Out.Count(
                    c => c == '\n'));
        Assert.Contains(
            "--speaker names the column 'who'",
            (await CliRun.OfAsync("evaluate", model, data, "--speaker", "who")).RequireOneSentence(),
            StringComparison.Ordinal);
        Assert.Contains(
            "--strings is the number of strings",
            (await CliRun.OfAsync("evaluate", model, data, "--strings", "5")).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Transcribe_WithoutAFile_BeatsTheSimpleMethods()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("transcribe", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("No better", run.Out, StringComparison.Ordinal);
    }

    // Next to the table of the fit, of which only the test set would be evaluated.
    private static string CopyOf(string data)
    {
        string copy = data.Replace("table.tsv", "all.tsv", StringComparison.Ordinal);
        File.Copy(data, copy, overwrite: true);
        return copy;
    }

    /// <summary>A small model, trained once for all that look at one.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        internal string Data { get; private set; } = "";

        internal string Model => Folder.File("out/model.safetensors");

        internal CliRun Run { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Data = ToneRecordings.Write(Folder);
            Run = await CliRun.OfAsync(["transcribe", Data, .. _small, "--json", "--out", Folder.File("out")]);
            Assert.True(Run.ExitCode == 0, Run.Error);
        }

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
