using Carousel.Cli.Tests;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>Bad models and data: one sentence, exit code 2, no files left.</summary>
public sealed class BadInputTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    public static TheoryData<string> DataCases => [.. DataCase.All.Where(c => !c.OnlyFits).Select(c => c.Name)];

    public static TheoryData<string> ModelCases => [.. ModelCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(DataCases))]
    public async Task DataOfStep_AreRefusedInOneSentence(string what)
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data.csv");
        DataCase.Of(what).Write(data);
        await RequireRefusalAsync(
            folder, DataCase.Of(what).Said, "step", trained.Model, data, "--out", folder.File("out"));
    }

    [Theory]
    [MemberData(nameof(ModelCases))]
    public async Task ModelOfStep_IsRefusedInOneSentence(string what)
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("bad.safetensors");
        ModelCase.Of(what).Write(trained.Model, model);
        await RequireRefusalAsync(
            folder, ModelCase.Of(what).Said, "step", model, trained.Data, "--out", folder.File("out"));
    }

    [Theory]
    [InlineData(
        "constant series",
        "data.csv: column 'value' is 7 in every row, so there is nothing to forecast. cells forecasts the last column "
        + "of numbers: pass a file that ends in another one.")]
    [InlineData(
        "too few rows",
        "needs at least 14 rows to train, validate and test; .*data.csv has 4. Pass a file with more rows.")]
    public async Task Cells_NamesNoOptionThatItHasNot(string what, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data.csv");
        DataCase.Of(what).Write(data);
        string sentence = await RequireRefusalAsync(
            folder, said, "cells", "forecast", data, "--seeds", "1", "--out", folder.File("out"));
        Assert.DoesNotContain("--target", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step")]
    [InlineData("cells", "forecast")]
    public async Task OutputFolder_IsRefusedBeforeTheWork_WhenItCannotBeWritten(params string[] words)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("occupied", "");
        await RequireRefusalAsync(
            folder, "The output folder .*occupied.out can't be written: .* --out",
            [.. words, "--out", Path.Combine(file, "out")]);
    }

    private static async Task<string> RequireRefusalAsync(TemporaryFolder folder, string said, params string[] words)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await LabRun.OfAsync(words)).RequireOneSentence();
        Assert.Matches(said, sentence);
        Assert.True(sentence.Length < 1000, $"The sentence has {sentence.Length} characters.");
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
