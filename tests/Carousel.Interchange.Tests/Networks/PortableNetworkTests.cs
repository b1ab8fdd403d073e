using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Interchange.Networks;
using Carousel.Language;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tagging;

namespace Carousel.Interchange.Tests.Networks;

/// <summary>
/// What leaves Carousel is described in full; what does not step is refused in one sentence that says what to do.
/// </summary>
public sealed class PortableNetworkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Of_NamesInputsAnswersAndStages_OfAForecaster()
    {
        using Forecaster model = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        var network = PortableNetwork.Of(model);

        Assert.Equal(2, network.Members.Count);
        Assert.Equal(model.Design.EncoderFeatures, network.InputBefore!.Values.Select(v => v.Name));
        Assert.Equal(model.Design.DecoderFeatures, network.Input.Values.Select(v => v.Name));
        Assert.Equal(
            network.InputBefore.Values.Count,
            Assert.IsType<RecurrentStage>(Assert.Single(network.Members[0].Before)).InputSize);
        Assert.True(Assert.IsType<DenseStage>(network.Members[0].Stages[1]).JoinsInput);
        Assert.StartsWith("y, ", network.Answer.Values[0].Name, StringComparison.Ordinal);
        Assert.Equal(model.Summary.Parameters, network.WeightCount);
    }

    [Fact]
    public async Task Of_KeepsForecastsAtZero_WhereTheProgramDoes()
    {
        SeriesSet daily = TinyModels.Daily(140);
        float[] closed = [.. daily[0].Column(0).ToArray().Select((y, t) => t % 7 == 6 ? 0 : y)];
        using Forecaster model = await TinyModels.ForecasterAsync(
            TinyModels.ForecastOptions() with { Transform = TargetTransform.None },
            daily.With([new Series(daily[0].Columns, [closed], daily[0].TimesArray)]));

        var network = PortableNetwork.Of(model);

        Assert.All(network.Answer.Values, v => Assert.Equal(PortableScaling.NonNegative, v.Scaling));
        Assert.Equal(PortableScaling.NonNegative, network.InputBefore!.Values[0].Scaling);
    }

    [Fact]
    public async Task IsInBytes_OfAQuantizedModel()
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        Assert.False(PortableNetwork.Of(model).IsInBytes);
        foreach (Layer network in model.Networks)
        {
            network.Quantize();
        }

        Assert.True(PortableNetwork.Of(model).IsInBytes);
    }

    [Fact]
    public async Task Of_RefusesCellsThatStepOnlyInCarousel()
    {
        using LanguageModel model = await TinyModels.LanguageAsync(CellKind.Minlstm);
        Assert.Contains(
            "is a minLSTM layer, which is not exported; train the model with plain LSTM, GRU or Elman layers.",
            Refused(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_SharesNoMemoryWithTheModel()
    {
        using Classifier model = await TinyModels.ClassifierAsync();
        var network = PortableNetwork.Of(model);
        var lstm = (RecurrentStage)network.Members[0].Stages[0];
        float first = lstm.W.Values[0];
        lstm.W.Values[0] = first + 1;

        Assert.Equal(first, ((RecurrentStage)PortableNetwork.Of(model).Members[0].Stages[0]).W.Values[0]);
    }

    [Fact]
    public async Task Of_RefusesAClassifierThatReadsFromBothEnds()
    {
        using Classifier model = await TinyModels.ClassifierAsync(isCausal: false);
        Assert.Equal(
            "This classifier can't be exported in this form; fit it with --causal (it reads from both ends).",
            Refused(model));
    }

    [Fact]
    public async Task Of_RefusesAttention()
    {
        using Classifier model = await TinyModels.ClassifierAsync(PoolingKind.Attention);
        Assert.Contains("fit it with another Pooling", Refused(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_RefusesForecastersThatNeedMore()
    {
        using Forecaster model = await TinyModels.ForecasterAsync(
            TinyModels.ForecastOptions() with { Baseline = ForecastBaseline.RidgeEach, Ensemble = 1 });
        Assert.Contains("--baseline ridge or none", Refused(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_RefusesADetectorThatDoesNotUseItsNetwork()
    {
        using ChannelModel model = await TinyModels.ChannelsAsync(isUsed: false);
        Assert.Equal(
            "The network of this detector forecasts no better than a robust baseline, which scores the rows and can't "
            + "be exported.", Refused(model));
        Assert.Equal(Refused(model), Assert.Throws<NotPortableException>(((IGraphModel)model).ToGraphs).Message);
    }

    [Fact]
    public async Task Of_RefusesATaggerWithAChain()
    {
        string file = Path.Combine(_folder, "steps.csv");
        await File.WriteAllTextAsync(file, TinyModels.StepsCsv(), TestContext.Current.CancellationToken);
        using Tagger model = await TinyModels.TaggerAsync(
            file, TinyModels.TagOptions() with { Decoder = TagDecoder.Crf });
        Assert.Contains("--decoder softmax", Refused(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_ThatDifferInTrainingAlone_AreExported_AndVariantsRefused()
    {
        using var backend = new CpuBackend(1);
        var dropped =
            new Lstm(2, 3, options: new LstmOptions { RecurrentDropout = 0.3f, WeightDrop = 0.2f, Dropout = 0.1f });
        var peeping = new Lstm(2, 3, options: new LstmOptions { Peepholes = true });
        new Stack(dropped, new Dense(3, 2), peeping).Build(backend, 1);

        Assert.IsType<RecurrentStage>(Assert.Single(StageReader.Read([new PortableLayer(dropped)])));
        string message = Assert.Throws<NotPortableException>(
            () => StageReader.Read([new PortableLayer(peeping)])).OnCommandLine;
        Assert.Equal(
            "The layer '2' is of the kind Lstm, which is not exported; train the model with plain LSTM, GRU or "
            + "Elman layers.", message);
    }

    private static string Refused(IPortableModel model) =>
        Assert.Throws<NotPortableException>(() => PortableNetwork.Of(model)).OnCommandLine;
}
