using System.Text.Json;
using Carousel.Cli.Tests.BadInput;
using Carousel.Testing;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel convert</c>: in from PyTorch, out to PyTorch, and what is refused.</summary>
public sealed class ConvertTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    [Fact]
    public async Task AStateDictionary_BecomesAModel_ThatPredictsDescribesAndStreams()
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("in/model.safetensors");

        CliRun run = await CliRun.OfAsync("convert", State("lstm-2"), model, "--threads", "1", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("gates of the LSTM in PyTorch's order i, f, g, o", run.Out, StringComparison.Ordinal);
        Assert.Contains("checked: 20 stored numbers", run.Out, StringComparison.Ordinal);
        Assert.Equal("network", JsonDocument.Parse(run.LastLine).RootElement.GetProperty("task").GetString());
        string data = folder.Write("rows.csv", "a,b,c\n1,2,3\n0,1,0\n");
        CliRun predicted = await CliRun.OfAsync("predict", model, data, "--threads", "1"), streamed = await CliRun.OfAsync("stream", model, data, "--threads", "1");
        Assert.StartsWith("step,output1,output2\n1,", predicted.Out, StringComparison.Ordinal);
        Assert.Equal(predicted.Out, streamed.Out);
        Assert.Contains("from a state dictionary of PyTorch", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
        Assert.Contains("belongs to models for forecasts", (await CliRun.OfAsync("stream", model, data, "--steps", "2")).RequireOneSentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.pth")]
    [InlineData("model.safetensors")]
    public async Task AJobsModel_GivesAStateDictionary_WithTheLinesThatLoadIt(string name)
    {
        using var folder = new TemporaryFolder();

        CliRun run = await CliRun.OfAsync("convert", trained.Model, folder.File(name), "--threads", "1");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("import torch", run.Out, StringComparison.Ordinal);
        Assert.Contains("nn.LSTM(", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File(name)));
    }

    [Theory]
    [InlineData("lstm", "model.onnx", "", "in   input [time, batch, 3] float32")]
    [InlineData("model", "model.onnx", "", "out  quantiles [ahead, batch, ")]
    [InlineData("lstm", "model", "--to onnx", "in   input [time, batch, 3] float32")]
    public async Task ANetwork_LeavesAsOnnx_HeldAgainstItself(string from, string to, string options, string said)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File(to);

        CliRun run = await CliRun.OfAsync(["convert", from == "model" ? trained.Model : State("lstm-1"), file, "--threads", "1", "--json", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(said, run.Out, StringComparison.Ordinal);
        Assert.Matches("checked: largest difference .* over 2 sizes", run.Out);
        JsonElement check = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("check");
        Assert.InRange(check.GetProperty("largest_difference").GetDouble(), 0, 1e-5);
        Assert.Equal(2, check.GetProperty("sizes").GetInt32());
        Assert.True(check.GetProperty("same_arithmetic").GetBoolean());
        Assert.Equal(new[] { "model.json", to }.Order(StringComparer.Ordinal), folder.Entries().Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
        Assert.Contains("inputs", (await CliRun.OfAsync("run", file, "--list")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.pth", "out.safetensors", "", "there is no such file")]
    [InlineData("text.pth", "out.safetensors", "", "not a .safetensors file")]
    [InlineData("lstm", "out.txt", "", "does not say what to write")]
    [InlineData("lstm", "out.json", "--to onnx", "would replace a file of that name that is in use")]
    [InlineData("lstm", "", "", "but is a folder")]
    [InlineData("lstm", "out.safetensors", "--layers rnn,head", "names 'head'")]
    [InlineData("lstm", "out.safetensors", "--nonlinearity sin", "--nonlinearity must be tanh or relu")]
    [InlineData("lstm", "out.safetensors", "--key weights", "no dictionary 'weights'")]
    [InlineData("lstm", "out.safetensors", "--check text.pth", "text.pth")]
    [InlineData("model", "out.pth", "--layers rnn", "--layers belongs to files of PyTorch")]
    [InlineData("model", "out.safetensors", "--to carousel", "is a model of Carousel already")]
    public async Task ConversionsThatCannotBe_AreRefusedInOneSentence(string from, string to, string options, string said)
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("text.pth", "no tensors here");
        string file = from switch { "lstm" => State("lstm-1"), "model" => trained.Model, _ => folder.File(from) };
        IReadOnlyList<string> before = folder.Entries();

        CliRun run = await CliRun.OfAsync(["convert", file, to.Length == 0 ? folder.Path : folder.File(to), .. options.Replace("text.pth", text, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(before, folder.Entries());
    }

    private static string State(string name) => Parity.File($"pytorch/states/{name}.pth");
}
