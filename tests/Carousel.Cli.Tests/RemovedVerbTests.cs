namespace Carousel.Cli.Tests;

/// <summary>Verbs of earlier versions are answered in one sentence that names what does their work.</summary>
public sealed class RemovedVerbTests
{
    [Theory]
    [InlineData("run samples/latch.onnx", "carousel does not run ONNX models.", "Microsoft.ML.OnnxRuntime")]
    [InlineData("run", "carousel does not run ONNX models.", "Microsoft.ML.OnnxRuntime")]
    [InlineData("verify onnx node --only lstm", "carousel does not verify ONNX models.", "Microsoft.ML.OnnxRuntime")]
    [InlineData(
        "laboratory million --seed 2", "The laboratory is a separate command, carousel-lab", "laboratory/Carousel.Lab")]
    [InlineData("laboratory --help", "The laboratory is a separate command, carousel-lab", "laboratory/Carousel.Lab")]
    [InlineData("benchmark lstm --shape tiny", "docs/how-to/benchmark.md", "benchmarks/Carousel.Benchmarks")]
    [InlineData("benchmark serve --volatile", "docs/how-to/benchmark.md", "benchmarks/Carousel.Benchmarks")]
    public async Task AVerbThatWasRemoved_NamesWhatDoesItsWork(string command, string said, string names)
    {
        CliRun run = await CliRun.OfAsync(command.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Contains(names, run.Error, StringComparison.Ordinal);
    }
}
