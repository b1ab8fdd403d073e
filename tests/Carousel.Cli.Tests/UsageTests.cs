using Carousel.Cells;

namespace Carousel.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("carousel has no verb 'forcast'. Did you mean 'forecast'?", "forcast")]
    [InlineData("carousel has no verb 'bake'. Its verbs: forecast, ", "bake")]
    [InlineData("forecast has no option '--horizn'. Did you mean '--horizon'?", "forecast", "--horizn", "24")]
    [InlineData("forecast has no option '--horizn'. Did you mean '--horizon'?", "forecast", "data.csv", "--horizn=24")]
    [InlineData(
        "forecast has no option '--zzzzzzzzz'. See them all with: carousel forecast --help", "forecast", "data.csv",
        "--zzzzzzzzz")]
    [InlineData("forecast has no option '-x'. See them all with: carousel forecast --help", "forecast", "-x")]
    [InlineData(
        "forecast does not know what to do with 'b.csv'. It takes: carousel forecast [data.csv] [options]", "forecast",
        "a.csv", "b.csv")]
    [InlineData(
        "forecast does not know what to do with 'b'. It takes: carousel forecast [data.csv] [options]", "forecast",
        "a.csv", "--known", "a", "b")]
    [InlineData("--hidden must be a whole number, but is 'many'.", "forecast", "a.csv", "--hidden", "many")]
    [InlineData("--hidden must be a whole number, but is '1.5'.", "forecast", "a.csv", "--hidden", "1.5")]
    [InlineData("--hidden is too large: 99999999999.", "forecast", "a.csv", "--hidden", "99999999999")]
    [InlineData("--hidden must be 1…4096, but is 0.", "forecast", "a.csv", "--hidden", "0")]
    [InlineData("--hidden must be 1…4096, but is -3.", "forecast", "a.csv", "--hidden", "-3")]
    [InlineData("--hidden is given 2 times. Give it once.", "forecast", "a.csv", "--hidden", "8", "--hidden", "9")]
    [InlineData("--hidden needs a value: Units of a layer, 1 to 4,096.", "forecast", "a.csv", "--hidden")]
    [InlineData(
        "--hidden needs a value: Units of a layer, 1 to 4,096.", "forecast", "a.csv", "--hidden", "--layers", "2")]
    [InlineData("--horizon must be 1…10000, but is 0.", "forecast", "a.csv", "--horizon", "0")]
    [InlineData("--dropout must be 0…0.95, but is 1.", "forecast", "a.csv", "--dropout", "1")]
    [InlineData("--dropout must be a number, but is 'NaN'.", "forecast", "a.csv", "--dropout", "NaN")]
    [InlineData("--seed must be a whole number of 0 or more, but is '-1'.", "forecast", "a.csv", "--seed", "-1")]
    [InlineData("--threads must be 1…256, but is 0.", "forecast", "a.csv", "--threads", "0")]
    [InlineData(
        "--cell must be {any cell}, but is 'lsmt'. Did you mean 'lstm'?", "forecast", "a.csv", "--cell",
        "lsmt")]
    [InlineData(
        "--levels must be numbers from 1 to 99.9 with commas between, such as 80,95, but is '80;95'.", "forecast",
        "a.csv", "--levels", "80;95")]
    [InlineData(
        "--levels must be numbers from 1 to 99.9 with commas between, such as 80,95, but is '80,100'.", "forecast",
        "a.csv", "--levels", "80,100")]
    [InlineData("--levels is given 2 times. Give it once.", "forecast", "a.csv", "--levels", "80", "--levels", "95")]
    [InlineData("--target names nothing. Pass names with commas between.", "forecast", "a.csv", "--target", ",")]
    [InlineData("carousel has no option '--horizon'. Options come after a verb, such as: ", "--horizon", "24")]
    [InlineData(
        "predict needs MODEL: A model that a job wrote, model.safetensors. An example: carousel predict ", "predict")]
    [InlineData(
        "benchmark needs KIND: What is timed: {cells}, recompute, load, serve, parts, language, forecast. An "
        + "example: carousel benchmark ", "benchmark")]
    [InlineData(
        "benchmark times {cells}, recompute, load, serve, parts, language, forecast, but not 'lsmt'. Did you mean "
        + "'lstm'?",
        "benchmark", "lsmt")]
    [InlineData(
        "benchmark times {cells}, recompute, load, serve, parts, language, forecast, but not '0'.", "benchmark", "0")]
    [InlineData(
        "--shape must be a name or inputs/hidden/batch/steps, with xLayers behind where there are several, such as "
        + "64/128/32/100x2, but is 'larg'. Did you mean 'large'?", "benchmark", "lstm", "--shape", "larg")]
    [InlineData("--shape 8/0/1/1: hidden must be 1…16384, but is 0.", "benchmark", "gru", "--shape", "tiny,8/0/1/1")]
    [InlineData(
        "--shape names no shape. Pass a name such as mid, or sizes such as 64/128/32/100.", "benchmark", "gru",
        "--shape", ",")]
    [InlineData(
        "benchmark lstm takes no file, but got 'input.txt'. Files are for load, language and forecast.", "benchmark",
        "lstm", "input.txt")]
    [InlineData(
        "benchmark language needs FILE, a text to train on. An example: carousel benchmark language input.txt",
        "benchmark", "language")]
    [InlineData(
        "benchmark forecast needs FILE, a CSV file to train on. An example: carousel benchmark forecast data.csv",
        "benchmark", "forecast")]
    [InlineData(
        "--shape belongs to layers: {cells}. benchmark load reads a file.", "benchmark", "load", "--shape",
        "tiny")]
    [InlineData("--size is for benchmark load.", "benchmark", "lstm", "--size", "3")]
    [InlineData(
        "--size is of the file that benchmark load makes; leave it out where FILE is given.", "benchmark", "load",
        "a.safetensors", "--size", "3")]
    [InlineData(
        "--shape belongs to layers: {cells}. The loop language is one training of one size.", "benchmark",
        "language", "input.txt", "--shape", "tiny")]
    [InlineData(
        "--part belongs to layers: {cells}. The loop forecast is one training of one size.", "benchmark",
        "forecast", "a.csv", "--part", "training")]
    [InlineData("--part must be forward, training or streaming, but is 'both'.", "benchmark", "lstm", "--part", "both")]
    [InlineData("--sweep must be steps or batch, but is 'time'.", "benchmark", "lstm", "--sweep", "time")]
    [InlineData(
        "--sweep starts from one shape, but --shape names 2.", "benchmark", "lstm", "--sweep", "steps", "--shape",
        "tiny,mid")]
    [InlineData(
        "--sweep times forward and training: a streamed step has neither length nor batch.", "benchmark", "lstm",
        "--sweep", "steps", "--part", "streaming")]
    [InlineData(
        "--out is for --sweep: the figures themselves go to standard output.", "benchmark", "lstm", "--out", "out")]
    [InlineData("--seconds must be 0.001…600, but is 0.", "benchmark", "lstm", "--seconds", "0")]
    [InlineData("predict has no option '--hidden'. ", "predict", "m.safetensors", "a.csv", "--hidden", "8")]
    public async Task Mistake_IsToldInOneSentence(string sentence, params string[] arguments)
    {
        string[] cells = [.. RecurrentCell.All.Select(cell => cell.Word)];
        sentence = sentence.Replace("{cells}", string.Join(", ", cells), StringComparison.Ordinal)
            .Replace("{any cell}", RecurrentCell.Listed(cells, "or"), StringComparison.Ordinal);
        string said = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.StartsWith(sentence, said, StringComparison.Ordinal);
        Assert.True(sentence.EndsWith(' ') || said == sentence, $"The sentence goes on: {said}");
    }

    [Fact]
    public async Task FileInPlaceOfAVerb_IsToldHowToForecastIt()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("sales.csv", "a\n1\n");
        Assert.Equal(
            $"'{file}' is a file, not a verb. To forecast it: carousel forecast {file}",
            (await CliRun.OfAsync(file)).RequireOneSentence());
    }
}
