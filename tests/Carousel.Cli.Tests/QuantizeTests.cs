using System.Text.Json;
using Carousel.Cli.Commands;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

public sealed class QuantizeTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    [Fact]
    public async Task ASmallerModel_IsWritten_WithItsLoss_AndRunsAsItWasMeasured()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(
            "quantize", trained.Model, "--data", trained.Data, "--max-loss", "1000", "--out", folder.File("small"),
            "--threads", "1", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        string model = folder.File("small/model.safetensors");
        Assert.Equal(new FileInfo(trained.Model).Length, json.GetProperty("bytes_before").GetInt64());
        Assert.Equal(new FileInfo(model).Length, json.GetProperty("bytes_after").GetInt64());
        Assert.True(json.GetProperty("bytes_after").GetInt64() < json.GetProperty("bytes_before").GetInt64());
        Assert.Equal("mae", json.GetProperty("metric").GetString());
        Assert.Contains("int8", run.Out, StringComparison.Ordinal);

        CliRun evaluated = await CliRun.OfAsync("evaluate", model, trained.Data, "--threads", "1", "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        double mae = JsonDocument.Parse(evaluated.LastLine).RootElement.GetProperty("metrics").GetProperty("mae")
            .GetDouble();
        Assert.Equal(json.GetProperty("metric_after").GetDouble(), mae);
        Assert.NotEqual(json.GetProperty("metric_before").GetDouble(), mae);
    }

    [Fact]
    public async Task Describe_SaysWhatIsInEightBits()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("quantize", trained.Model, "--out", folder.File("small"));
        CliRun described = await CliRun.OfAsync("describe", folder.File("small/model.safetensors"));

        Assert.Contains("The loss in 8 bits was not measured: pass --data FILE", run.Out, StringComparison.Ordinal);
        Assert.Contains("of the parameters in 8 bits with a scale per row", described.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "8 bits", (await CliRun.OfAsync("describe", trained.Model)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATrainingGoesOn_FromAModelInEightBits()
    {
        using var folder = new TemporaryFolder();
        await CliRun.OfAsync("quantize", trained.Model, "--out", folder.File("small"));
        string[] train =
        [
            .. DataVerb.Of("forecast").Arguments(trained.Data, "", folder.File("again")), "--from",
            folder.File("small/model.safetensors"),
        ];
        CliRun run = await CliRun.OfAsync(train);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain(
            "8 bits", (await CliRun.OfAsync("describe", folder.File("again/model.safetensors"))).Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out/m/model.safetensors", "out/m-int8")]
    [InlineData("./out/model.safetensors", "out-int8")]
    [InlineData("/model.safetensors", "/int8")]
    [InlineData("/out/m/../model.safetensors", "/out-int8")]
    public void TheFolder_IsThatOfTheModel_WithIntEightBehind(string model, string folder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "paths of Unix");
        Assert.Equal(folder, QuantizeCommand.DefaultFolder(model));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("./model.safetensors")]
    public void TheFolder_OfAModelInTheCurrentFolder_LiesBeside(string model) =>
        Assert.Equal(Environment.CurrentDirectory + "-int8", Path.GetFullPath(QuantizeCommand.DefaultFolder(model)));

    [Fact]
    public async Task AModelInEightBits_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string small = folder.File("small/model.safetensors");
        await CliRun.OfAsync("quantize", trained.Model, "--out", folder.File("small"));

        CliRun run = await CliRun.OfAsync("quantize", small, "--out", folder.File("again"));

        Assert.Equal(
            $"{small} is in 8 bits already: quantise the model in float32 that it was made from.",
            run.RequireOneSentence());
        Assert.False(Directory.Exists(folder.File("again")));
    }

    [Fact]
    public async Task ALossAboveTheMost_WritesNothing_UnlessForced()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("small");

        string[] data = ["--data", trained.Data, "--max-loss", "0", "--out", output, "--threads", "1"];
        CliRun run = await CliRun.OfAsync(["quantize", trained.Model, .. data]);
        Assert.Matches(
            "^In 8 bits MAE goes from .* worse. That is more than --max-loss 0 %, so nothing was "
            + "written. Pass --force",
            run.RequireOneSentence());
        Assert.False(Directory.Exists(output));
        Assert.Equal(0, (await CliRun.OfAsync(["quantize", trained.Model, .. data, "--force"])).ExitCode);
        Assert.True(File.Exists(Path.Combine(output, "model.safetensors")));
    }

    [Theory]
    [InlineData("--max-loss must be 0…1000 percent, but is -1.", "--data", "x.csv", "--max-loss", "-1")]
    [InlineData("--max-loss needs --data FILE, on which the loss is measured.", "--max-loss", "3")]
    public async Task Options_AreRefusedInOneSentence(string sentence, params string[] options)
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(["quantize", trained.Model, "--out", folder.File("small"), .. options]);
        Assert.Equal(sentence, run.RequireOneSentence());
        Assert.False(Directory.Exists(folder.File("small")));
    }
}
