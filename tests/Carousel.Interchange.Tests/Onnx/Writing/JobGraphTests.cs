using Carousel.Interchange.Onnx.Protocol;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>The ONNX of each job's model in ONNX Runtime, against the model's layers, at two sizes.</summary>
public sealed class JobGraphTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("language")]
    [InlineData("language tied gru")]
    [InlineData("classify causal last")]
    [InlineData("classify mean")]
    [InlineData("classify attention")]
    [InlineData("forecast encoder-decoder")]
    [InlineData("forecast without a regression")]
    [InlineData("anomaly forecast")]
    [InlineData("anomaly events")]
    [InlineData("survive")]
    [InlineData("tag words")]
    [InlineData("tag numbers")]
    [InlineData("tag characters in a chain")]
    [InlineData("music")]
    [InlineData("transcribe")]
    [InlineData("transcribe causal")]
    [InlineData("network")]
    [InlineData("language minlstm")]
    [InlineData("forecast encoder-decoder slstm")]
    [InlineData("forecast encoder-decoder mlstm")]
    [InlineData("language delta")]
    [InlineData("tag numbers in both directions mingru")]
    [InlineData("network of both directions")]
    public async Task Model_IsTheSame(string job)
    {
        using var model = (IGraphModel)await TinyGraphModels.MakeAsync(job);
        IReadOnlyList<GraphCase> cases = GraphCase.Of(model.ToGraphs(), model.Task);
        IReadOnlyList<double> differences = GraphCase.Differences(cases);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"| {job} | {string.Join(", ", cases[0].File.Inputs)} | {string.Join(", ", cases[0].File.Outputs)} "
            + $"| {string.Join(" | ", differences.Select(d => $"{d:0.0e0}"))} |");
        Assert.InRange(differences.Max(), 0, Tolerance);
    }

    /// <summary>
    /// All keep the weights' bytes, but what is multiplied by them is rounded in other ways: answers, of size 1, lie
    /// within hundredths.
    /// </summary>
    [Theory]
    [InlineData("language", true)]
    [InlineData("classify mean", true)]
    [InlineData("forecast encoder-decoder", true)]
    [InlineData("language tied gru", false)]
    public async Task ModelInBytes_IsNearlyTheSame(string job, bool isLstm)
    {
        if (isLstm)
        {
            BytesInOnnxRuntime.RequireExact();
        }

        using var model = (IGraphModel)await TinyGraphModels.MakeAsync(job);
        foreach (Layer network in model.Networks)
        {
            network.Quantize();
        }

        IReadOnlyList<GraphCase> cases = GraphCase.Of(model.ToGraphs(), model.Task);
        double difference = GraphCase.LargestDifference(cases);
        TestContext.Current.TestOutputHelper!.WriteLine($"{job}: {difference:0.0e0}");
        Assert.InRange(difference, 0, 0.05);
        var graph = ModelProto.Parser.ParseFrom(cases[0].File.Bytes.Span).Graph;
        Assert.Equal(isLstm, graph.Node.Any(n => n.OpType == "DynamicQuantizeLSTM"));
        Assert.Equal(
            !isLstm,
            cases[0].File.Remarks.Any(r => r.Contains("no Gru with weights in bytes", StringComparison.Ordinal)));
        Assert.Equal(
            graph.Node.Any(n => n.OpType == "DequantizeLinear"),
            cases[0].File.Remarks.Any(
                r =>
                    r.Contains(
                        "unless graphOptimizationLevel is basic or less, replaces a dense layer by MatMulNBits",
                        StringComparison.Ordinal)));
    }
}
