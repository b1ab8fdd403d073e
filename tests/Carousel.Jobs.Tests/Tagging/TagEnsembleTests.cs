using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tagging;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Tagging;

/// <summary>Several networks in one tagger.</summary>
public sealed class TagEnsembleTests : IDisposable
{
    private static readonly TagOptions _options =
        TinyTags.Options() with { Ensemble = 2, Baseline = BaselineInside.None };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFile_HoldsAllNetworks_WhoseLabelsAreThoseOfTheMeanScores()
    {
        using Tagger tagger = await FitAsync(_options);
        tagger.Save(_folder.File("model"));
        var file = ModelFile.Read(_folder.File("model"));
        Assert.True(file.TryFind("scores.weight", out StoredTensor? first));
        Assert.True(file.TryFind("network.2.scores.weight", out StoredTensor? second));
        Assert.NotEqual(first.Values.ToArray(), second.Values.ToArray());

        using Tagger loaded = Tagger.Load(_folder.File("model"), 1);
        Assert.Equal(2, loaded.Networks.Count);
        string[] tokens = ["Anna", "Berg", "vidas", "kato"];
        Assert.Equal(tagger.LabelsOf(tokens), loaded.LabelsOf(tokens));
        Assert.Contains(loaded.Describe().Lines, line => line.Length > 0);
        Assert.StartsWith("2 networks: ", loaded.Design.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_AreTheMeanOfTheNetworks()
    {
        TagPlan plan = Plan(_options);
        TagVocabularies known = TagVocabularies.Of(plan.Data.Parts.Training);
        using var backend = new CpuBackend(1);
        var model = new TagModel(plan.Design, () => new TagNetwork(
            plan.Design, known.Words.Count, known.Characters.Count, 1, known.Labels.Count));
        model.Build(backend, 1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var encoder = new SentenceEncoder(known, new TagScaling([], []));
        List<EncodedSentence> sentences = encoder.Encode([.. plan.Data.Parts.Training.Take(5)]);
        float[][] mean = model.Scores(tape, encoder, sentences, CancellationToken.None);
        float[][][] each =
        [
            .. model.Members.Select(m => m.Scores(tape, encoder, sentences, CancellationToken.None)),
        ];
        for (int s = 0; s < mean.Length; s++)
        {
            for (int i = 0; i < mean[s].Length; i++)
            {
                Assert.NotEqual(each[0][s][i], each[1][s][i]);
                Assert.Equal((each[0][s][i] + each[1][s][i]) / 2, mean[s][i], 1e-6);
            }
        }

        Assert.Equal(
            FieldLabels.Of(tape, mean, model.Weights, isChain: true),
            model.Labels(tape, encoder, sentences, CancellationToken.None));
    }

    [Fact]
    public async Task TheModel_IsTheSame_OverThreads_AndWhereItWasStopped()
    {
        byte[] expected = await BytesAsync(_options, new FitRun(), CancellationToken.None);
        Assert.Equal(
            expected,
            await BytesAsync(
                _options with { Fit = _options.Fit with { Threads = 3 } }, new FitRun(), CancellationToken.None));
        using var source = new CancellationTokenSource();
        var run = new FitRun { Folder = _folder.Path, Observers = [new StopAtStep(7, source)] };
        using (var stopped = (await Plan(_options).FitAsync(run, source.Token)).Model)
        {
            Assert.Equal(StopReason.Canceled, stopped.Summary.Reason);
        }

        Assert.Equal(
            expected,
            await BytesAsync(
                _options, new FitRun { Folder = _folder.Path, Resume = true }, CancellationToken.None));
    }

    [Fact]
    public async Task Networks_AnswerTogether_WithTheLinearChainBeside()
    {
        using Tagger tagger = await FitAsync(_options with { Baseline = BaselineInside.Auto });
        tagger.Save(_folder.File("model"));
        using Tagger loaded = Tagger.Load(_folder.File("model"), 1);
        string[] tokens = ["Karl", "vidas"];
        Assert.Equal(["B-PER", "O"], loaded.LabelsOf(tokens));
        Assert.Equal(tagger.LabelsOf(tokens), loaded.LabelsOf(tokens));
    }

    [Fact]
    public async Task ALookInside_SaysThatItIsOneNetworkOfSeveral()
    {
        using Tagger tagger = await FitAsync(_options);
        Assert.Equal(["The model averages 2 networks; the first is shown."], tagger.Inspect().Notes);
    }

    [Fact]
    public async Task Export_IsRefused_InOneSentence()
    {
        using Tagger tagger = await FitAsync(_options);
        string graph = Assert.Throws<NotPortableException>(() => ((IGraphModel)tagger).ToGraphs()).Message;
        Assert.Contains("2 networks", graph, StringComparison.Ordinal);
        Assert.Contains("2 networks", Assert.Throws<NotPortableException>(
            () => ((IPortableModel)tagger).ToPortable()).Message, StringComparison.Ordinal);
    }

    private TagPlan Plan(TagOptions options)
    {
        File.WriteAllText(_folder.File("data.conll"), TinyTags.Names(60));
        return TagPlan.Make(TagData.Read(_folder.File("data.conll"), options), options);
    }

    private async Task<Tagger> FitAsync(TagOptions options) =>
        (await Plan(options).FitAsync(new FitRun(), CancellationToken.None)).Model;

    private async Task<byte[]> BytesAsync(TagOptions options, FitRun run, CancellationToken cancellation)
    {
        using var model = (await Plan(options).FitAsync(run, cancellation)).Model;
        model.Save(_folder.File("model"));
        return await File.ReadAllBytesAsync(_folder.File("model"), cancellation);
    }
}
