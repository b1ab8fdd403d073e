using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Storage;
using Carousel.Tagging;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Tagging;

/// <summary>Small fits from file to answers.</summary>
public sealed class TaggerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tagger_LearnsEndings_AndAppliesThemToWordsItNeverSaw()
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(120), TinyTags.Options(epochs: 8));
        IReadOnlyList<string> found = tagger.LabelsOf(
            [new TokenSentence(["la", "birdo", "kantas", "la", "kato", "."], [], 1)])[0];
        Assert.Equal(["D", "N", "V", "D", "N", "P"], found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Spans_AreFound_WithAChainAndWithout(bool isChain)
    {
        TagPlan plan = Plan(
            TinyTags.Names(120),
            TinyTags.Options(epochs: 8) with { Decoder = isChain ? TagDecoder.Crf : TagDecoder.Softmax });
        Assert.Equal(LabelScheme.Iob2, plan.Scheme);
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel tag", CancellationToken.None);
        Assert.Equal(1, result.Scores[0].Metrics["f1"], 0.05);
        Assert.Contains("spans", result.Sentence, StringComparison.Ordinal);

        // Where each word has one label, the baseline is right as well.
        Assert.DoesNotContain("No better", result.Sentence, StringComparison.Ordinal);
        Assert.NotNull(result.Report);
        Assert.Equal(1, model.Summary.BestScore is { } best ? 1 - best : 0, 0.05);
    }

    [Fact]
    public async Task TheModelFile_IsTheSameForAnyNumberOfThreads_AndGivesTheSameLabels()
    {
        byte[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            TagOptions options = TinyTags.Options();
            using Tagger tagger = await FitAsync(
                TinyTags.Parts(60), options with { Fit = options.Fit with { Threads = threads } });
            tagger.Save(_folder.File("model"));
            byte[] bytes = await File.ReadAllBytesAsync(_folder.File("model"), TestContext.Current.CancellationToken);
            expected ??= bytes;
            Assert.Equal(expected, bytes);
        }

        using var loaded = (Tagger)AllModels.Load(_folder.File("model"), 1);
        using Tagger again = await FitAsync(TinyTags.Parts(60), TinyTags.Options());
        TokenSentence[] sentences =
        [
            new TokenSentence(["la", "hundo", "vidas"], [], 1), new TokenSentence(["x"], [], 2),
        ];
        Assert.Equal(again.LabelsOf(sentences), loaded.LabelsOf(sentences));
        Assert.NotEmpty(loaded.Describe().Lines);
    }

    [Fact]
    public async Task Predict_ReadsLinesOfJson()
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 2));
        using var output = new StringWriter();
        string json = "{\"tokens\": [\"la\", \"kato\"], \"tags\": [\"D\", \"N\"]}\n";
        tagger.Predict(
            JobInput.OfFile(_folder.Write("new.jsonl", json)), output, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["la", "kato"],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]));
    }

    [Fact]
    public void Numbers_HaveEnoughSteps_AndWordsTheirEpochs()
    {
        string rows = string.Concat(
            Enumerable.Range(0, 300).Select(r => $"{r % 7},{(r / 50 % 2 == 0 ? "on" : "off")}\n"));
        TagOptions none = new();
        Assert.Equal(100, TagPlan.Read(_folder.Write("n.csv", "x,state\n" + rows), none).Training.Epochs);
        Assert.Equal(10, TagPlan.Read(_folder.Write("w.conll", TinyTags.Parts(60)), none).Training.Epochs);
    }

    [Fact]
    public async Task Labels_AreTheSame_AloneAndAmongOthers()
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 2));
        TokenSentence[] sentences =
        [
            .. Enumerable.Range(1, 9).Select(n => new TokenSentence([.. Enumerable.Repeat("kato", n)], [], n)),
        ];
        IReadOnlyList<IReadOnlyList<string>> together = tagger.LabelsOf(sentences);
        Assert.All(
            sentences.Select((s, k) => (s, k)), pair => Assert.Equal(together[pair.k], tagger.LabelsOf([pair.s])[0]));
    }

    [Fact]
    public async Task AStoppedFit_GoesOnToTheSameFile()
    {
        TagPlan plan = Plan(TinyTags.Parts(60), TinyTags.Options());
        byte[] expected = await BytesAsync(plan, new FitRun(), CancellationToken.None);
        foreach (int step in new[] { 3, 6 })
        {
            using var source = new CancellationTokenSource();
            var run = new FitRun { Folder = _folder.Path, Observers = [new StopAtStep(step, source)] };
            using (var stopped = (await plan.FitAsync(run, source.Token)).Model)
            {
                Assert.Equal(StopReason.Canceled, stopped.Summary.Reason);
            }

            Assert.Equal(
                expected,
                await BytesAsync(plan, new FitRun { Folder = _folder.Path, Resume = true }, CancellationToken.None));
        }
    }

    [Fact]
    public async Task AveragedWeights_AreKept_WhereNothingValidates()
    {
        TagOptions options = TinyTags.Options(epochs: 3) with { ValidationShare = 0 };
        byte[] plain = await BytesAsync(
            Plan(TinyTags.Names(60), options with { Averaging = 0 }), new FitRun(), CancellationToken.None);
        byte[] averaged = await BytesAsync(
            Plan(TinyTags.Names(60), options with { Averaging = 0.9 }), new FitRun(), CancellationToken.None);
        Assert.NotEqual(plain, averaged);
    }

    [Fact]
    public async Task Predict_TakesFilesTextAndTokensOneALine()
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 6));
        await File.WriteAllTextAsync(
            _folder.File("tokens.conll"), "la\nkato\n\nla\n", TestContext.Current.CancellationToken);
        Assert.Equal("la\tD\nkato\tN\n\nla\tD\n\n", Predicted(tagger, JobInput.OfFile(_folder.File("tokens.conll"))));
        Assert.Equal("la\tD\nkato\tN\n\nla\tD\n\n", Predicted(tagger, JobInput.OfText("la kato\nla")));
        Assert.Equal("la\tD\nkato\tN\n\n", Predicted(tagger, JobInput.OfReader(new StringReader("la\tX\nkato\tY\n"))));
        await File.WriteAllTextAsync(
            _folder.File("text.txt"), "la kato.\nla hundo.\n", TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        Assert.EndsWith(
            "text.txt is read as text: each line is a sentence, and is split into tokens.",
            Assert.Single(
                tagger.Predict(JobInput.OfFile(_folder.File("text.txt")), output, CancellationToken.None).Notes),
            StringComparison.Ordinal);
        Assert.Equal("la\tD\nkato\tN\n.\tP\n\nla\tD\nhundo\tN\n.\tP\n\n", output.ToString());
        Assert.Contains(
            "empty", Assert.Throws<DataFormatException>(() => Predicted(tagger, JobInput.OfText(" \n"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_CountsLabelsThatTrainingNeverSaw_AsMistakes()
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 6));
        await File.WriteAllTextAsync(
            _folder.File("more.conll"), "la\tD\nkato\tNEW\n", TestContext.Current.CancellationToken);
        JobResult result = tagger.Evaluate(JobInput.OfFile(_folder.File("more.conll")), CancellationToken.None);
        Assert.Equal(0.5, result.Scores[0].Metrics["accuracy"]);
        Assert.Contains("'NEW'", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("la x D\nkato x N\n", "Column 2 has none of the model's labels: they are read from column 3.")]
    [InlineData("la\tx\tD\nkato\tx\tN\n", "Column 2 has none of the model's labels: they are read from column 3.")]
    [InlineData(
        "x\tword\ttag\nx\tla\tD\n", "Column 2 has none of the model's labels: they are read from column tag.")]
    [InlineData("la\tD\tx\nkato\tN\ty\n", null)]
    public async Task Evaluate_TakesTheColumnThatHasTheModelsLabels(string text, string? note)
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 6));
        JobResult result = tagger.Evaluate(JobInput.OfText(text), CancellationToken.None);
        Assert.Equal(1, result.Scores[0].Metrics["accuracy"]);
        Assert.Equal(note, result.Notes.SingleOrDefault());
    }

    [Theory]
    [InlineData("1\tla\t_\tD\t_\t_\t_\t_\t_\t_\n")]
    [InlineData("tag\tword\nD\tla\n")]
    [InlineData("la\tD\n")]
    public async Task TokensOfAnotherKindOfFile_AreFound(string text)
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 1));
        using var output = new StringWriter();
        tagger.Predict(JobInput.OfText(text), output, CancellationToken.None);
        Assert.StartsWith("la\t", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("la\tX\n", "text: column 2 has none of the model's labels (D, N, P, V).")]
    [InlineData("la\n", "text has tokens (column 1), but no labels.")]
    public async Task Evaluate_RefusesAFileWithoutTheModelsLabels(string text, string sentence)
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 1));
        Assert.StartsWith(
            sentence, Assert.Throws<DataFormatException>(
                () => tagger.Evaluate(JobInput.OfText(text), CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SentenceOf100000Tokens_IsReadInPieces()
    {
        using Tagger tagger = await FitAsync(TinyTags.Parts(60), TinyTags.Options(epochs: 1));
        IReadOnlyList<string> labels = tagger.LabelsOf(
            [new TokenSentence([.. Enumerable.Repeat("kato", 100_000)], [], 1)])[0];
        Assert.Equal(100_000, labels.Count);
        Assert.DoesNotContain(null, labels);
    }

    [Fact]
    public async Task Vectors_StandInTheModel_AndAreNotTrained()
    {
        await File.WriteAllTextAsync(
            _folder.File("v.txt"), "3 2\nkato 0.5 1\nvidas -1 0.25\nbirdo 0.5 1\n",
            TestContext.Current.CancellationToken);
        using Tagger tagger = await FitAsync(
            TinyTags.Parts(60), TinyTags.Options(epochs: 1) with { Vectors = _folder.File("v.txt") });
        tagger.Save(_folder.File("model"));
        Assert.True(ModelFile.Read(_folder.File("model")).TryFind("vectors.weight", out StoredTensor? stored));
        Assert.Equal([0, 0, 0.5f, 1, -1, 0.25f, 0.5f, 1], stored.Values.ToArray());
        using Tagger loaded = Tagger.Load(_folder.File("model"), 1);
        Assert.Equal(2, loaded.Design.VectorSize);
    }

    [Fact]
    public async Task StepsOfNumbers_GetLabels()
    {
        var random = new Random(3);
        string Row(int k)
        {
            (int level, string state) = k / 5 % 2 == 0 ? (1, "up") : (-1, "down");
            double a = level + (0.2 * random.NextDouble()), b = random.NextDouble();
            return string.Create(CultureInfo.InvariantCulture, $"s{k / 20},{a:F3},{b:F3},{state}\n");
        }

        string rows = string.Concat(Enumerable.Range(0, 400).Select(Row));
        await File.WriteAllTextAsync(
            _folder.File("steps.csv"), "id,a,b,state\n" + rows, TestContext.Current.CancellationToken);
        TagOptions options = TinyTags.Options(epochs: 10);
        TagPlan plan = TagPlan.Make(TagData.Read(_folder.File("steps.csv"), options), options);
        Assert.Equal((2, 0, 0), (plan.Design.Channels, plan.Design.WordSize, plan.Design.CharacterSize));
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel tag", CancellationToken.None);
        Assert.Equal(1, result.Scores[0].Metrics["accuracy"], 0.05);
        Assert.InRange(result.Scores[1].Metrics["accuracy"], 0.3, 0.7);
        Assert.Throws<DataFormatException>(() => Predicted((Tagger)model, JobInput.OfText("a b")));
        Assert.StartsWith(
            "1\tup\n", Predicted((Tagger)model, JobInput.OfFile(_folder.File("steps.csv"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bases_AreCharactersOfTheirOwn()
    {
        // A base is N inside a run of G and C, else I: the network has to look at neighbours.
        var random = new Random(5);
        string text = string.Concat(Enumerable.Range(0, 60).Select(_ =>
        {
            string bases = string.Concat(
                Enumerable.Range(0, 5).Select(k => (k % 2 == 0 ? "AT" : "GC")[random.Next(2)])
                    .SelectMany(b => Enumerable.Repeat(b, 4)));
            return string.Concat(bases.Select(b => $"{b}\t{(b is 'G' or 'C' ? 'N' : 'I')}\n")) + "\n";
        }));
        TagPlan plan = Plan(text, TinyTags.Options(epochs: 4));
        Assert.Equal(0, plan.Design.CharacterSize);
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        Assert.Equal(1, plan.Fitted(model).Measure("", CancellationToken.None).Scores[0].Metrics["accuracy"], 0.02);
    }

    [Fact]
    public void Plan_SaysWhatItFound()
    {
        TagPlan plan = Plan(TinyTags.Parts(60) + "solo\tONCE\n\n", TinyTags.Options() with { TestShare = 0.05 });
        Assert.Contains(plan.Facts, f => f.Fact.Contains("'ONCE' appears once", StringComparison.Ordinal));
        Assert.Contains(plan.Facts, f => f.Name == "split");
    }

    [Theory]
    [InlineData(
        "a\tX\nb\tX\n\na\tX\n\na\tX\n\na\tX\n\na\tX\n\na\tX\n\na\tX\n\na\tX\n\na\tX\n\na\tX\n\na\tX\n",
        "only one label, 'X'")]
    [InlineData("a\tX\nb\tY\n", "too few")]
    public void Plan_RefusesWhatCannotBeLearned(string text, string what) =>
        Assert.Contains(
            what, Assert.Throws<DataFormatException>(() => Plan(text, TinyTags.Options())).Message,
            StringComparison.Ordinal);

    private static string Predicted(Tagger tagger, JobInput input)
    {
        using var output = new StringWriter();
        tagger.Predict(input, output, CancellationToken.None);
        return output.ToString();
    }

    private TagPlan Plan(string text, TagOptions options)
    {
        File.WriteAllText(_folder.File("data.conll"), text);
        return TagPlan.Make(TagData.Read(_folder.File("data.conll"), options), options);
    }

    private async Task<Tagger> FitAsync(string text, TagOptions options) =>
        (await Plan(text, options).FitAsync(new FitRun(), CancellationToken.None)).Model;

    private async Task<byte[]> BytesAsync(TagPlan plan, FitRun run, CancellationToken cancellation)
    {
        using var model = (await plan.FitAsync(run, cancellation)).Model;
        model.Save(_folder.File("model"));
        return await File.ReadAllBytesAsync(_folder.File("model"), cancellation);
    }
}
