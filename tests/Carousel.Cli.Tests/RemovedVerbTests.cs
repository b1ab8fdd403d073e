namespace Carousel.Cli.Tests;

/// <summary>Verbs of earlier versions are answered in one sentence.</summary>
public sealed class RemovedVerbTests
{
    [Theory]
    [InlineData("run samples/latch.onnx", "carousel has no verb 'run' any more.")]
    [InlineData("run samples/latch.onnx samples/latch.csv --zeros --csv", "carousel has no verb 'run' any more.")]
    [InlineData("run", "carousel has no verb 'run' any more.")]
    [InlineData(
        "verify onnx /usr/share/libonnx-testdata/data/node --only lstm",
        "carousel has no verb 'verify' any more, because it does not run ONNX models.")]
    public async Task AVerbThatWasRemoved_NamesOnnxRuntime(string command, string said)
    {
        CliRun run = await CliRun.OfAsync(command.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Contains(
            $"{said} ONNX Runtime runs ONNX models: the package Microsoft.ML.OnnxRuntime for .NET, or onnxruntime for "
            + "Python.", run.Error, StringComparison.Ordinal);
    }
}
