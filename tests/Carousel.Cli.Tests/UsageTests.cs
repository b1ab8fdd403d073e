using Carousel.Layers;

namespace Carousel.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("carousel has no verb 'forcast'. Did you mean 'forecast'?", "forcast")]
    [InlineData("carousel has no verb 'clasify'. Did you mean 'classify'?", "clasify")]
    [InlineData("carousel has no verb 'anomoly'. Did you mean 'anomaly'?", "anomoly")]
    [InlineData("carousel has no verb 'quantisse'. Did you mean 'quantize'?", "quantisse")]
    [InlineData("carousel has no verb 'dune'. Did you mean 'tune'?", "dune")]
    [InlineData("carousel has no verb 'mile'. Its verbs: forecast, ", "mile")]
    [InlineData("carousel has no verb 'bash'. Its verbs: forecast, ", "bash")]
    [InlineData("carousel has no verb 'prefixed'. Its verbs: forecast, ", "prefixed")]
    [InlineData("carousel has no verb 'bake'. Its verbs: forecast, ", "bake")]
    [InlineData("carousel has no verb 'bake'. Its verbs: forecast, ", "bake", "describe", "--help")]
    [InlineData("forecast has no option '--horizn'. Did you mean '--horizon'?", "forecast", "--horizn", "24")]
    [InlineData("forecast has no option '--horizn'. Did you mean '--horizon'?", "forecast", "data.csv", "--horizn=24")]
    [InlineData(
        "forecast has no option '--zzzzzzzzz'. See them all with: carousel forecast --help all", "forecast", "data.csv",
        "--zzzzzzzzz")]
    [InlineData(
        "anomaly has no option '--nab'. The Numenta Anomaly Benchmark is a measurement, in a clone: carousel-benchmark "
        + "nab NAB. Run: carousel anomaly (see docs/how-to/benchmark.md)", "anomaly", "--nab", "NAB")]
    [InlineData(
        "classify has no option '--branch'. This option was removed: leave it out, or look up what replaces it. "
        + "Run: carousel --help (see docs/reference/moved.md)", "classify", "--branch", "none")]
    [InlineData("anomaly has no option '--output'. Did you mean '--out'?", "anomaly", "data.csv", "--output", "o")]
    [InlineData("forecast has no option '--hid'. Did you mean '--hidden'?", "forecast", "--hid", "8")]
    [InlineData(
        "forcast: there is no such file. Did you mean 'carousel describe forecast'?", "describe", "forcast", "data.csv",
        "--hidden", "8")]
    [InlineData("bake: there is no such file. Check the path.", "describe", "bake")]
    [InlineData("--pieces has an effect only with --units pieces: leave it out.", "language", "--pieces", "500")]
    [InlineData(
        "--test-share and --validation-share leave no text to train on: make them smaller.",
        "language", "--test-share", "0.5", "--validation-share", "0.5")]
    [InlineData(
        "The last layer shares the weights of --embedding, so --hidden has no effect with one layer: leave it out.",
        "language", "--units", "words", "--embedding", "16", "--hidden", "8")]
    [InlineData(
        "--window has an effect only with --mode next: leave it out.", "video", "--mode", "action", "--window", "5")]
    [InlineData("forecast has no option '--units'. It is an option of language.", "forecast", "--units", "words")]
    [InlineData("forecast has no option '-x'. See them all with: carousel forecast --help all", "forecast", "-x")]
    [InlineData(
        "forecast does not accept 'b.csv'. Usage: carousel forecast [data.csv] [options]", "forecast",
        "a.csv", "b.csv")]
    [InlineData(
        "forecast does not accept 'b'. Usage: carousel forecast [data.csv] [options]", "forecast",
        "a.csv", "--known", "a", "b")]
    [InlineData("forecast needs data.csv: ", "forecast", "")]
    [InlineData("predict needs DATA: ", "predict", "model.safetensors", "")]
    [InlineData(
        "evaluate does not accept 'te.de'. Usage: carousel evaluate MODEL DATA [options]. For translations, join both "
        + "files first: 'paste LINES TRANSLATIONS > pairs.tsv'.", "evaluate",
        "model.safetensors", "te.en", "te.de")]
    [InlineData("--hidden must be a whole number, but is 'many'.", "forecast", "a.csv", "--hidden", "many")]
    [InlineData("--hidden must be a whole number, but is '1.5'.", "forecast", "a.csv", "--hidden", "1.5")]
    [InlineData("--hidden is too large: 99999999999.", "forecast", "a.csv", "--hidden", "99999999999")]
    [InlineData("--hidden must be 1…4096, but is 0.", "forecast", "a.csv", "--hidden", "0")]
    [InlineData("--hidden must be 1…4096, but is -3.", "forecast", "a.csv", "--hidden", "-3")]
    [InlineData("--hidden is given 2 times. Give it once.", "forecast", "a.csv", "--hidden", "8", "--hidden", "9")]
    [InlineData(
        "--hidden needs a value: Units of a layer, 1 to 4,096. Default 32.", "forecast",
        "a.csv", "--hidden")]
    [InlineData(
        "--hidden needs a value: Units of a layer, 1 to 4,096. Default 32.", "forecast",
        "a.csv", "--hidden", "--layers", "2")]
    [InlineData("--horizon must be 1…10000, but is 0.", "forecast", "a.csv", "--horizon", "0")]
    [InlineData("--dropout must be 0…0.95, but is 1.", "forecast", "a.csv", "--dropout", "1")]
    [InlineData("--dropout must be a number, but is 'NaN'.", "forecast", "a.csv", "--dropout", "NaN")]
    [InlineData("--seed must be a whole number of 0 or more, but is '-1'.", "forecast", "a.csv", "--seed", "-1")]
    [InlineData("--threads must be 1…256, but is 0.", "forecast", "a.csv", "--threads", "0")]
    [InlineData(
        "--cell must be {any cell}, but is 'lsmt'. Did you mean 'lstm'?", "forecast", "a.csv", "--cell",
        "lsmt")]
    [InlineData(
        "--levels must be numbers from 1 to 99.9, separated by commas, such as 80,95, but is '80;95'.", "forecast",
        "a.csv", "--levels", "80;95")]
    [InlineData(
        "--levels must be numbers from 1 to 99.9, separated by commas, such as 80,95, but is '80,100'.", "forecast",
        "a.csv", "--levels", "80,100")]
    [InlineData("--levels is given 2 times. Give it once.", "forecast", "a.csv", "--levels", "80", "--levels", "95")]
    [InlineData("--target is empty. Pass names separated by commas.", "forecast", "a.csv", "--target", ",")]
    [InlineData("carousel has no option '--horizon'. Options come after a verb, such as: ", "--horizon", "24")]
    [InlineData(
        "predict needs MODEL: A trained model, model.safetensors. An example: carousel predict ", "predict")]
    [InlineData("predict has no option '--hidden'. ", "predict", "m.safetensors", "a.csv", "--hidden", "8")]
    public async Task Mistake_IsToldInOneSentence(string sentence, params string[] arguments)
    {
        string[] cells = [.. RecurrentCell.All.Select(cell => cell.Word)];
        sentence = sentence.Replace(
            "{any cell}", RecurrentCell.Listed(cells, "or"), StringComparison.Ordinal);
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
