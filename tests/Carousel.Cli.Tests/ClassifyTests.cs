using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

public sealed class ClassifyTests
{
    private static readonly string[] _small =
    [
        "--hidden", "4", "--ensemble", "1", "--epochs", "3", "--learning-rate", "0.02", "--threads", "1",
    ];

    [Fact]
    public async Task Model_OfTexts_AnswersFilesTypedTextAndStandardInput()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.tsv", JobCases.Texts(20)),
            model = folder.File("out/model.safetensors");
        CliRun fit = await CliRun.OfAsync(["classify", data, .. _small, "--out", folder.File("out"), "--json"]);
        Assert.True(fit.ExitCode == 0, fit.Error);
        Assert.Contains("\"task\":\"classify\"", fit.LastLine, StringComparison.Ordinal);
        Assert.Contains("naive Bayes", fit.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out/report.html")));
        Assert.True(File.Exists(folder.File("out/predictions.csv")));

        string[] typed = (await CliRun.OfAsync("predict", model, "--text", "a good day")).Out.Split('\n');
        string[] piped = (await CliRun.WithInputAsync("a good day\n", "predict", model)).Out.Split('\n');
        Assert.StartsWith("id,class,probability", typed[0], StringComparison.Ordinal);
        Assert.Equal(typed[1], piped[1]);
        Assert.Equal(42, (await CliRun.OfAsync("predict", model, data)).Out.Split('\n').Length);
        Assert.Contains(
            "most frequent class", (await CliRun.OfAsync("evaluate", model, data)).Out, StringComparison.Ordinal);
        Assert.Contains("2 classes", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GuessedColumns_AreTold_AndKeptForRowsThatTellLess()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("steps.csv", "pump,state,bar\n" + string.Concat(
            Enumerable.Range(0, 20).SelectMany(i => Enumerable.Range(0, 6).Select(
                t => $"p{i},{(i % 2 == 0 ? "ok" : "worn")},{(i % 2 * 5) + (t % 3)}\n"))));
        CliRun fit = await CliRun.OfAsync(["classify", data, .. _small, "--out", folder.File("out")]);
        Assert.Contains("sequences by 'pump', classes in 'state'", fit.Out + fit.Error, StringComparison.Ordinal);

        CliRun run = await CliRun.WithInputAsync(
            "pump,bar\nnew,5\nnew,6\n", "predict", folder.File("out/model.safetensors"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("new,", run.Out.Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "contains no text")]
    [InlineData("   ", "contains no text")]
    public async Task Text_IsRefused_WhenItIsEmpty(string text, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.tsv", JobCases.Texts(20));
        await CliRun.OfAsync(["classify", data, .. _small, "--out", folder.File("out")]);
        CliRun run = await CliRun.OfAsync("predict", folder.File("out/model.safetensors"), "--text", text);
        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Verb_WithoutArguments_TakesTheBundledTexts()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("classify", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("1,760", run.Error, StringComparison.Ordinal);
    }
}
