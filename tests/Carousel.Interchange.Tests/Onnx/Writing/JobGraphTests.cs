using Carousel.Kernels.Sequences;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Forecasting;
using Carousel.Tasks.Graphs;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>The ONNX of each job's model in ONNX Runtime, against the model's own layers, at two sizes.</summary>
public sealed class JobGraphTests
{
    private const double Tolerance = 1e-5;

    [Theory(Skip = OnnxRuntime.Missing, SkipUnless = nameof(OnnxRuntime.IsThere), SkipType = typeof(OnnxRuntime))]
    [Trait("Against", "OnnxRuntime")]
    [InlineData("language")]
    [InlineData("language tied gru")]
    [InlineData("classify causal last")]
    [InlineData("classify mean")]
    [InlineData("classify attention")]
    [InlineData("forecast encoder-decoder")]
    [InlineData("forecast direct")]
    [InlineData("forecast recursive")]
    [InlineData("forecast segment")]
    [InlineData("anomaly forecast")]
    [InlineData("anomaly rebuilt")]
    [InlineData("survive")]
    public async Task Model_IsTheSame(string job)
    {
        using IGraphModel model = await MakeAsync(job);
        double difference = GraphCase.LargestDifference(GraphCase.Of(model.ToGraphs(), model.Task));
        TestContext.Current.TestOutputHelper!.WriteLine($"{job}: {difference:0.0e0}");
        Assert.InRange(difference, 0, Tolerance);
    }

    private static async Task<IGraphModel> MakeAsync(string job) => job switch
    {
        "language" => await TinyModels.LanguageAsync(layers: 2),
        "language tied gru" => await TinyModels.LanguageAsync(CellKind.Gru, isTied: true),
        "classify causal last" => await TinyModels.ClassifierAsync(PoolingKind.Last),
        "classify mean" => await TinyModels.ClassifierAsync(PoolingKind.Mean, isCausal: false),
        "classify attention" => await TinyModels.ClassifierAsync(PoolingKind.Attention, isCausal: false),
        "forecast encoder-decoder" => await TinyModels.ForecasterAsync(TinyModels.ForecastOptions()),
        "forecast direct" => await TinyModels.ForecasterAsync(TinyModels.ForecastOptions() with { Strategy = ForecastStrategy.Direct }),
        "forecast recursive" => await TinyModels.ForecasterAsync(TinyModels.ForecastOptions() with { Strategy = ForecastStrategy.Recursive }),
        "forecast segment" => await TinyModels.ForecasterAsync(TinyModels.ForecastOptions() with { Strategy = ForecastStrategy.Segment }),
        "anomaly forecast" => await TinyModels.ChannelsAsync(),
        "anomaly rebuilt" => await TinyModels.ChannelsAsync(ChannelScoreKind.Reconstruction),
        _ => await TinyModels.SurvivalAsync(),
    };
}
