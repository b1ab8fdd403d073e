namespace Carousel.Cli.Tests.BadInput;

/// <summary>Bad input to <c>carousel inspect attribute</c>: one sentence, exit code 2, no files left.</summary>
public sealed class AttributeCaseTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private const string Texts = "verdict\tsaid\n";

    public static TheoryData<string, string> OptionCases => new()
    {
        { "--class good",
            "--class names a class, but .*model.safetensors gives none: its score is the mean forecast of value" },
        { "--sequence nobody", "has no sequence 'nobody'.* It has [0-9]+, the first is '" },
        { "--sequence 1 --most-sequences 2", "--sequence names one sequence, --most-sequences takes several" },
        { "--most-sequences 0", "--most-sequences must be 1 or more, but is 0" },
        { "--clas x", "--clas" },
    };

    public static TheoryData<string, string, string> DataCases => new()
    {
        { "empty", "", "data.csv is empty" },
        { "another column", "date,other\n2020-01-01,1\n2020-01-02,2\n", "data.csv lacks 'value'" },
        { "too short", "date,value\n2020-01-01,1\n2020-01-02,2\n2020-01-03,2\n",
            "data.csv covers 3 days, but the model looks back" },
    };

    [Theory]
    [MemberData(nameof(OptionCases))]
    public async Task Options_AreRefusedInOneSentence(string options, string said) =>
        Assert.Matches(said, await RefusalAsync(trained.Model, trained.Data, options.Split(' ')));

    [Theory]
    [MemberData(nameof(DataCases))]
    public async Task Data_AreRefusedInOneSentence(string what, string content, string said)
    {
        Assert.NotEmpty(what);
        using var folder = new TemporaryFolder();
        Assert.Matches(said, await RefusalAsync(trained.Model, folder.Write("data.csv", content), []));
    }

    [Fact]
    public async Task Classes_ThatTheModelDoesNotKnow_AreRefusedWithTheNearest()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(
            "texts.tsv",
            Texts
                + string.Concat(Enumerable.Range(0, 24)
                    .Select(i => i % 2 == 0 ? "good\ta fine day\n" : "bad\ta dull day\n")));
        CliRun run = await CliRun.OfAsync(
            "classify", data, "--label", "verdict", "--epochs", "1", "--ensemble", "1", "--hidden", "4", "--threads",
            "1", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);

        Assert.Matches(
            "has no class 'god'. Did you mean 'good'\\? Its classes: bad, good.",
            await RefusalAsync(folder.File("out/model.safetensors"), data, ["--class", "god"]));
    }

    [Fact]
    public async Task Models_ThatSayNothingOfAWholeSequence_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("text.txt", string.Concat(Enumerable.Repeat("the old whale swims. ", 200)));
        CliRun run = await CliRun.OfAsync(
            "language", text, "--epochs", "1", "--hidden", "4", "--threads", "1", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);

        Assert.Matches(
            "gives an answer for every character, not one score for a whole sequence",
            await RefusalAsync(folder.File("out/model.safetensors"), text, []));
    }

    [Fact]
    public async Task Look_LeavesItsPageAndTable_AndEndsWithJson()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(
            "inspect", "attribute", trained.Model, trained.Data, "--most-sequences", "2", "--quiet", "--json",
            "--out", folder.File("out"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("{\"question\"", run.LastLine, StringComparison.Ordinal);
        Assert.Contains("\"sequences\":2", run.LastLine, StringComparison.Ordinal);
        Assert.StartsWith(
            "sequence,score,step,name,row,input,part\n",
            await File.ReadAllTextAsync(folder.File("out/attribution.csv"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains(
            "What drove the answer",
            await File.ReadAllTextAsync(folder.File("out/report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(string model, string data, string[] options)
    {
        using var folder = new TemporaryFolder();
        string sentence = (await CliRun.OfAsync(
            ["inspect", "attribute", model, data, "--out", folder.File("looked"), .. options])).RequireOneSentence();
        Assert.Empty(folder.Entries());
        return sentence;
    }
}
