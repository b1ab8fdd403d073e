using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Text;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Jobs.Reading;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging.Baselines;

/// <summary>A tagger and the linear chain of features beside its network.</summary>
public sealed class TagBaselineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Chain_LearnsEndings_AndAppliesThemToWordsItNeverSaw()
    {
        IReadOnlyList<TokenSentence> sentences =
            TokenReader.Read(
                TextLines.Read(new StringReader(TinyTags.Parts(60))), "made", null, needsLabels: true).Sentences;
        Vocabulary labels = TagVocabularies.Of(sentences).Labels;
        var fields = new FieldFolds(labels, isChain: false, seed: 1, threads: 1, CancellationToken.None);
        float[] scores = fields.Whole(sentences).Scores(["la", "birdo", "kantas", "la", "kato", "."], isChain: false);
        Assert.Equal(
            ["D", "N", "V", "D", "N", "P"],
            scores.Chunk(labels.Count).Select(own => labels.Entries[Array.IndexOf(own, own.Max())]));
        Assert.All(scores.Chunk(labels.Count), own => Assert.Equal(1, own.Sum(s => Math.Exp(s)), 1e-5));
    }

    [Fact]
    public void Told_ByChainsThatDoNotKnowTheSentence()
    {
        // The label of each word is its own secret: only who saw the sentence can tell it.
        TokenSentence[] sentences =
        [
            .. Enumerable.Range(0, 40).Select(n => new TokenSentence(
                [$"w{(char)('a' + (n % 26))}{n}x", $"w{(char)('a' + (n % 26))}{n}x"],
                n * 7 % 11 < 5 ? ["A", "A"] : ["B", "B"], n)),
        ];
        Vocabulary labels = TagVocabularies.Of(sentences).Labels;
        var fields = new FieldFolds(labels, isChain: false, seed: 1, threads: 2, CancellationToken.None);
        LabelField whole = fields.Whole(sentences);
        Assert.InRange(Right([.. sentences.Select(s => whole.Scores(s.Tokens, isChain: false))]), 0.9, 1);
        Assert.InRange(Right(fields.Told(sentences)), 0, 0.7);

        double Right(float[][] told) => told.Select((own, s) =>
            own[labels.NumberOf(sentences[s].Labels[0])] > Math.Log(0.5) ? 1.0 : 0).Average();
    }

    [Fact]
    public async Task Table_HasTheNetworkAlone_AndTheChainAlone()
    {
        TagPlan plan = Plan(TinyTags.Parts(80), TinyTags.Options());
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel tag", CancellationToken.None);
        Assert.Equal(
            ["carousel", "network_alone", "linear_chain", "most_frequent"], result.Scores.Select(s => s.Name));
        Assert.NotNull(result.Baseline);
        Assert.Contains("linear chain of features", model.Share.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TagDecoder.Crf)]
    [InlineData(TagDecoder.Softmax)]
    public async Task WhereTheNetworkAddsNothing_TheAnswersAreTheChainsOwn(TagDecoder decoder)
    {
        // One short epoch: the network knows nothing yet.
        TagOptions options = TinyTags.Options(epochs: 1) with { Decoder = decoder };
        options = options with { Fit = options.Fit with { LearningRate = 1e-6 } };
        TagPlan plan = Plan(TinyTags.Parts(120), options);
        using var tagger = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(tagger).Measure("carousel tag", CancellationToken.None);
        Assert.Equal(0, result.Baseline!.Alpha);
        Assert.Equal((0, result.Baseline.Sentence), (tagger.Share.Network, tagger.Share.Sentence));
        Assert.Equal(Score("linear_chain"), Score("carousel"));
        Assert.True(Score("carousel")["accuracy"] > Score("network_alone")["accuracy"] + 0.2);

        IReadOnlyDictionary<string, double> Score(string name) => result.Scores.Single(s => s.Name == name).Metrics;
    }

    [Fact]
    public void Share_GoesFromOneToTheOther_BitForBit()
    {
        float[] baseline = [0.1f, -3, 1e-3f, 4], network = [7, 0.3f, -1, 2];
        var field = new LabelField([], [], [0, 0, 0, 0], [0, 0]);
        Assert.Equal(baseline, new JoinedScores(field, 0).Of(baseline, network));
        Assert.Equal(network, new JoinedScores(field, 1).Of(baseline, network));
        ChainWeights from = new([0, 0], [0.1f, 0.2f, 0.3f, 0.4f], [0, 0]), to = new([1, 2], [9, 8, 7, 6], [3, 4]);
        Assert.Equal(from.Transition, from.Towards(to, 0).Transition);
        Assert.Equal([0.5f, 1], from.Towards(to, 0.5).Start);
    }

    [Fact]
    public async Task File_HoldsTheChain_AndIsRefusedWhereAPartIsMissing()
    {
        TagPlan plan = Plan(TinyTags.Names(80), TinyTags.Options());
        using var tagger = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        string file = _folder.File("model");
        tagger.Save(file);
        TokenSentence[] sentences = [new TokenSentence(["Karl", "vidas", "kato"], [], 1)];
        using (Tagger loaded = Tagger.Load(file, 1))
        {
            Assert.Equal(tagger.LabelsOf(sentences), loaded.LabelsOf(sentences));
            loaded.Save(_folder.File("again"));
        }

        Assert.Equal(
            await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(_folder.File("again"), TestContext.Current.CancellationToken));
        ModelFile whole = tagger.ToFile();
        new ModelFile
        {
            Task = whole.Task,
            Configuration = whole.Configuration,
            Scalers = whole.Scalers,
            Vocabulary = whole.Vocabulary,
            Training = whole.Training,
            Data = whole.Data,
            Tensors = [.. whole.Tensors.Where(t => t.Name != "rival.weights")],
        }.Write(file);
        Assert.Contains(
            "linear chain", Assert.Throws<ModelFileException>(() => Tagger.Load(file, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheChain_TheFileHasNone_AndTheNetworkCanLeave()
    {
        TagOptions options = TinyTags.Options(epochs: 2);
        using var with = (await Plan(TinyTags.Parts(80), options).FitAsync(
            new FitRun(), CancellationToken.None)).Model;
        using var without = (await Plan(TinyTags.Parts(80), options with { Baseline = BaselineInside.None }).FitAsync(
            new FitRun(), CancellationToken.None)).Model;
        Assert.Contains(with.ToFile().Tensors, t => LabelField.IsTensor(t.Name));
        Assert.DoesNotContain(without.ToFile().Tensors, t => LabelField.IsTensor(t.Name));
        Assert.NotEmpty(((IGraphModel)without).ToGraphs());
    }

    [Fact]
    public async Task Graph_OfBothTogether_IsRefused()
    {
        TagOptions options = TinyTags.Options(epochs: 1);
        using var tagger = (await Plan(
            TinyTags.Parts(80), options with { Fit = options.Fit with { LearningRate = 1e-6 } }).FitAsync(
            new FitRun(), CancellationToken.None)).Model;
        Assert.Contains(
            "--baseline none", Assert.Throws<NotPortableException>(() =>
                ((IGraphModel)tagger).ToGraphs()).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAValidationPart_HalfIsTheNetworks()
    {
        using var tagger = (await Plan(
            TinyTags.Parts(40), TinyTags.Options(epochs: 1) with { ValidationShare = 0 }).FitAsync(
            new FitRun(), CancellationToken.None)).Model;
        Assert.Equal(0.5, tagger.Share.Network);
    }

    [Fact]
    public void OneDirection_HasNoChainBeside() =>
        Assert.False(Plan(TinyTags.Parts(40), TinyTags.Options() with { IsCausal = true }).HasBaseline);

    private TagPlan Plan(string text, TagOptions options)
    {
        File.WriteAllText(_folder.File("data.conll"), text);
        return TagPlan.Make(TagData.Read(_folder.File("data.conll"), options), options);
    }
}
