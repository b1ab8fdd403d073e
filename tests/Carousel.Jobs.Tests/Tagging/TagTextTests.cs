using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Rivals;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Tagging;
using Carousel.Training;
using Carousel.Training.Observers;

namespace Carousel.Jobs.Tests.Tagging;

/// <summary>Taggers that read plain text first.</summary>
public sealed class TagTextTests : IDisposable
{
    private static readonly TagOptions _options =
        TinyTags.Options(epochs: 2) with { Rival = RivalInside.None, TextEpochs = 2 };

    private readonly TemporaryFolder _folder = new();

    public TagTextTests() => WriteText(60);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WordsOfTheText_AreKnown_AndTheModelSaysWhatItRead()
    {
        using Tagger tagger = await FitAsync(Options);
        tagger.Save(_folder.File("model"));
        using Tagger loaded = Tagger.Load(_folder.File("model"), 1);
        Assert.Contains(
            loaded.Describe().Lines,
            line => line.Contains("read 240 words of plain text", StringComparison.Ordinal));
        Assert.Equal(
            tagger.LabelsOf(["la", "birdo", "kantas"]), loaded.LabelsOf(["la", "birdo", "kantas"]));

        TagVocabularies known = TagVocabularies.Of(
            [new TokenSentence(["la", "Solo"], ["D", "N"], 1)], null, PlainText("la birdo\nbirdo kato"));
        Assert.Equal(["<unknown>", "birdo", "la", "solo"], known.Words.Entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ATextsWords_CountAsUnknown_WhereTheyAreMeasured()
    {
        File.WriteAllText(_folder.File("test.conll"), "la\tD\nbirdo\tN\n\n");
        TagPlan plan = Plan(Options with { Test = _folder.File("test.conll") });
        using IJobModel model = await plan.FitAsync(new FitRun(), CancellationToken.None);
        Assert.Contains(
            "of 1 tokens never seen in training",
            plan.Measure(model, "", CancellationToken.None).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_LowersItsLoss_AndChangesTheModel()
    {
        var told = new Reader();
        WriteText(600);
        using (IJobModel model = await Plan(Options with { TextEpochs = 8 }).FitAsync(
            new FitRun { Observers = [told] }, CancellationToken.None))
        {
            Assert.Equal(["reading " + _folder.File("text.txt"), "labels"], told.Titles);
            Assert.Equal([600.0, 48.0], told.Units);
            double[] losses = [.. told.Losses[0]];
            Assert.Equal(8, losses.Length);
            Assert.True(losses[^1] < 0.8 * losses[0], string.Join(' ', losses));
        }

        byte[] with = await BytesAsync(Options, new FitRun(), CancellationToken.None);
        byte[] without = await BytesAsync(Options with { Text = null }, new FitRun(), CancellationToken.None);
        Assert.NotEqual(with, without);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheModel_IsTheSame_OverThreads_AndWhereverItWasStopped(bool isCausal)
    {
        TagOptions options = Options with { IsCausal = isCausal, Ensemble = isCausal ? 1 : 2 };
        byte[] expected = await BytesAsync(options, new FitRun(), CancellationToken.None);
        Assert.Equal(
            expected,
            await BytesAsync(
                options with { Fit = options.Fit with { Threads = 3 } }, new FitRun(), CancellationToken.None));
        foreach (int step in new[] { 2, 6 })
        {
            using var source = new CancellationTokenSource();
            var run = new FitRun { Folder = _folder.Path, Observers = [new Reader(step, source)] };
            if (step < 4)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(
                    async () => await Plan(options).FitAsync(run, source.Token));
                Assert.False(File.Exists(_folder.File(FitRun.CheckpointName)));
            }
            else
            {
                using IJobModel stopped = await Plan(options).FitAsync(run, source.Token);
                Assert.Equal(StopReason.Cancelled, stopped.Summary.Reason);
                Assert.True(File.Exists(_folder.File(FitRun.CheckpointName)));
            }

            Assert.Equal(
                expected,
                await BytesAsync(
                    options, new FitRun { Folder = _folder.Path, Resume = true }, CancellationToken.None));
        }
    }

    [Fact]
    public async Task ACheckpointOfAnotherFit_IsNotGoneOnWith()
    {
        await BytesAsync(
            Options with { Text = null }, new FitRun { Folder = _folder.Path }, CancellationToken.None);
        Assert.True(File.Exists(_folder.File(FitRun.CheckpointName)));
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Plan(Options).FitAsync(
                new FitRun { Folder = _folder.Path, Observers = [new Reader(1, source)] }, source.Token));
        Assert.False(File.Exists(_folder.File(FitRun.CheckpointName)));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("solo\n\nvorto\n", "no line of two words")]
    public void TextWithoutWords_IsRefused(string text, string what)
    {
        File.WriteAllText(_folder.File("text.txt"), text);
        Refused<DataFormatException>(Options, what);
    }

    [Fact]
    public void FilesThatAreNoText_AreRefused_WithTheirPlace()
    {
        Refused<DataFormatException>(Options with { Text = _folder.File("nothing.txt") }, "does not exist");
        File.WriteAllBytes(_folder.File("text.txt"), [(byte)'a', (byte)'\n', 0x8F, 0x28]);
        Refused<DataFormatException>(Options, "text.txt:2: byte 3 is neither UTF-8 nor Windows-1252");
    }

    [Fact]
    public async Task OptionsThatDoNotFit_AreRefused()
    {
        Refused<OptionException>(
            Options with { Fit = Options.Fit with { Layers = 2 } }, "teaches one recurrent layer");
        File.WriteAllText(
            _folder.File("steps.csv"),
            "id,a,label\n"
            + string.Concat(Enumerable.Range(0, 40).Select(k => $"s{k / 2},{k},{(k % 2 == 0 ? "x" : "y")}\n")));
        Assert.Contains(
            "numbers", Assert.Throws<OptionException>(
                () => TagPlan.Make(TagData.Read(_folder.File("steps.csv"), Options), Options)).Message,
            StringComparison.Ordinal);

        using (Tagger tagger = await FitAsync(Options))
        {
            tagger.Save(_folder.File("model"));
        }

        OptionException refused = await Assert.ThrowsAsync<OptionException>(
            async () => await Plan(Options).FitAsync(
                new FitRun { From = _folder.File("model") }, CancellationToken.None));
        Assert.Contains("beginning", refused.Message, StringComparison.Ordinal);
    }

    private void WriteText(int lines) => File.WriteAllText(
        _folder.File("text.txt"),
        string.Concat(
            Enumerable.Range(0, lines).Select(k => $"la {(k % 2 == 0 ? "birdo kantas" : "kato vidas")} .\n\n")));

    private TagOptions Options => _options with { Text = _folder.File("text.txt") };

    private static Jobs.Text.PlainText PlainText(string text) =>
        Jobs.Text.PlainText.Of("text", text.Split('\n').Select(TextTokens.Of));

    private void Refused<TException>(TagOptions options, string what)
        where TException : Exception =>
        Assert.Contains(what, Assert.Throws<TException>(() => Plan(options)).Message, StringComparison.Ordinal);

    private TagPlan Plan(TagOptions options)
    {
        File.WriteAllText(_folder.File("data.conll"), TinyTags.Parts(60));
        return TagPlan.Make(TagData.Read(_folder.File("data.conll"), options), options);
    }

    private async Task<Tagger> FitAsync(TagOptions options) =>
        (Tagger)await Plan(options).FitAsync(new FitRun(), CancellationToken.None);

    private async Task<byte[]> BytesAsync(TagOptions options, FitRun run, CancellationToken cancellation)
    {
        using IJobModel model = await Plan(options).FitAsync(run, cancellation);
        model.Save(_folder.File("model"));
        return await File.ReadAllBytesAsync(_folder.File("model"), cancellation);
    }

    /// <summary>Is told of every training, and stops at a step over all of them.</summary>
    private sealed class Reader(int step = int.MaxValue, CancellationTokenSource? stop = null) : IPartObserver
    {
        private int _steps;

        public List<string> Titles { get; } = [];

        public List<double> Units { get; } = [];

        public List<List<double>> Losses { get; } = [];

        public void OnPart(string title) => Titles.Add(title);

        public void OnPart(string title, double units)
        {
            Titles.Add(title);
            Units.Add(units);
            Losses.Add([]);
        }

        public void OnStep(in StepReport report)
        {
            if (++_steps == step)
            {
                stop!.Cancel();
            }
        }

        public void OnEpoch(in EpochReport report) => Losses[^1].Add(report.Record.TrainingLoss);
    }
}
