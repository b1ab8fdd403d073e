using Carousel.Cli.Tests;
using Carousel.Layers;

namespace Carousel.Benchmarks.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData(
        "carousel-benchmark needs KIND: What is timed: {cells}, recompute, load, serve, parts, language, forecast. An "
        + "example: carousel-benchmark ")]
    [InlineData(
        "carousel-benchmark times {cells}, recompute, load, serve, parts, language, forecast, but not 'lsmt'. Did you "
        + "mean 'lstm'?", "lsmt")]
    [InlineData(
        "carousel-benchmark times {cells}, recompute, load, serve, parts, language, forecast, but not '0'.", "0")]
    [InlineData(
        "--shape must be a name or inputs/hidden/batch/steps, with xLayers behind where there are several, such as "
        + "64/128/32/100x2, but is 'larg'. Did you mean 'large'?", "lstm", "--shape", "larg")]
    [InlineData("--shape 8/0/1/1: hidden must be 1…16384, but is 0.", "gru", "--shape", "tiny,8/0/1/1")]
    [InlineData(
        "--shape names no shape. Pass a name such as mid, or sizes such as 64/128/32/100.", "gru",
        "--shape", ",")]
    [InlineData(
        "lstm takes no file, but got 'input.txt'. Files are for load, language and forecast.", "lstm", "input.txt")]
    [InlineData(
        "language needs FILE, a text to train on. An example: carousel-benchmark language input.txt",
        "language")]
    [InlineData(
        "forecast needs FILE, a CSV file to train on. An example: carousel-benchmark forecast data.csv",
        "forecast")]
    [InlineData(
        "--shape belongs to layers: {cells}. load reads a file.", "load", "--shape",
        "tiny")]
    [InlineData("--size is for load.", "lstm", "--size", "3")]
    [InlineData(
        "--size is of the file that load makes; leave it out where FILE is given.", "load",
        "a.safetensors", "--size", "3")]
    [InlineData(
        "--shape belongs to layers: {cells}. The loop language is one training of one size.", "language", "input.txt",
        "--shape", "tiny")]
    [InlineData(
        "--part belongs to layers: {cells}. The loop forecast is one training of one size.", "forecast", "a.csv",
        "--part", "training")]
    [InlineData("--part must be forward, training or streaming, but is 'both'.", "lstm", "--part", "both")]
    [InlineData("--sweep must be steps or batch, but is 'time'.", "lstm", "--sweep", "time")]
    [InlineData(
        "--sweep starts from one shape, but --shape names 2.", "lstm", "--sweep", "steps", "--shape",
        "tiny,mid")]
    [InlineData(
        "--sweep times forward and training: a streamed step has neither length nor batch.", "lstm",
        "--sweep", "steps", "--part", "streaming")]
    [InlineData(
        "--out is for --sweep: the figures themselves go to standard output.", "lstm", "--out", "out")]
    [InlineData("--seconds must be 0.001…600, but is 0.", "lstm", "--seconds", "0")]
    public async Task Mistake_IsToldInOneSentence(string sentence, params string[] arguments)
    {
        sentence = sentence.Replace(
            "{cells}", string.Join(", ", RecurrentCell.All.Select(cell => cell.Word)), StringComparison.Ordinal);
        string said = (await BenchmarkRun.OfAsync(arguments)).RequireOneSentence();
        Assert.StartsWith(sentence, said, StringComparison.Ordinal);
        Assert.True(sentence.EndsWith(' ') || said == sentence, $"The sentence goes on: {said}");
    }

    [Fact]
    public async Task Help_IsAsItWasLookedAt() => Snapshot.Matches("help", (await BenchmarkRun.OfAsync("--help")).Out);
}
