using System.Text.Json;
using Carousel.Cli.Tests.BadInput;
using Carousel.Testing;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel convert</c>: in from PyTorch, out to PyTorch, and rejected files.</summary>
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
        CliRun predicted = await CliRun.OfAsync("predict", model, data, "--threads", "1"),
            streamed = await CliRun.OfAsync("stream", model, data, "--threads", "1");
        Assert.StartsWith("step,output1,output2\n1,", predicted.Out, StringComparison.Ordinal);
        Assert.Equal(predicted.Out, streamed.Out);
        Assert.Contains(
            "from a state dictionary of PyTorch", (await CliRun.OfAsync("describe", model)).Out,
            StringComparison.Ordinal);
        Assert.Contains(
            "is only for forecast models",
            (await CliRun.OfAsync("stream", model, data, "--steps", "2")).RequireOneSentence(),
            StringComparison.Ordinal);
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

        CliRun run = await CliRun.OfAsync(
            ["convert", from == "model"
                ? trained.Model
                : State("lstm-1"), file, "--threads", "1", "--json",
                .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(said, run.Out, StringComparison.Ordinal);
        Assert.Equal(
            new[] { "model.json", to }.Order(StringComparer.Ordinal),
            folder.Entries().Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("model.safetensors", "")]
    [InlineData("model", "--to carousel")]
    public async Task AnOnnxChain_BecomesAModel_ThatPredictsAndLeavesAgain(string name, string options)
    {
        using var folder = new TemporaryFolder();
        string model = folder.File(name), again = folder.File("again.onnx");

        CliRun run = await CliRun.OfAsync(
            [
                "convert", Chain("ends.onnx"), model, "--check", Chain("ends.json"), "--threads", "1", "--json",
                .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(
            "the network: bidirectional LSTM 5, last states, layer normalisation, dense 3", run.Out,
            StringComparison.Ordinal);
        Assert.Contains("checked: 9 stored numbers", run.Out, StringComparison.Ordinal);
        Assert.Equal("network", JsonDocument.Parse(run.LastLine).RootElement.GetProperty("task").GetString());
        string data = folder.Write("rows.csv", "a,b,c,d\n1,2,3,4\n0,1,0,1\n");
        CliRun predicted = await CliRun.OfAsync("predict", model, data, "--threads", "1");
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        CliRun left = await CliRun.OfAsync("convert", model, again, "--threads", "1"),
            back = await CliRun.OfAsync("convert", again, folder.File("back.safetensors"), "--threads", "1");
        Assert.True(left.ExitCode == 0 && back.ExitCode == 0, left.Error + back.Error);
        Assert.Equal(
            predicted.Out,
            (await CliRun.OfAsync("predict", folder.File("back.safetensors"), data, "--threads", "1")).Out);
    }

    [Fact]
    public async Task AnOnnxChain_LeavesForPyTorchAtOnce()
    {
        using var folder = new TemporaryFolder();

        CliRun run = await CliRun.OfAsync("convert", Chain("pooled.onnx"), folder.File("model.pth"), "--threads", "1");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(
            "the network: dense 6 with logistic, GRU 5, GRU 5, mean of the steps, dense 2", run.Out,
            StringComparison.Ordinal);
        Assert.Contains("nn.GRU(", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "residual.onnx", "out.safetensors", "",
        "node '/Add' (Add) adds two values of the chain, so the model is not a plain chain of layers that "
        + "Carousel could read as a network; ONNX Runtime (Microsoft.ML.OnnxRuntime) runs it unchanged.")]
    [InlineData(
        "strange.onnx", "out.safetensors", "",
        "node '/gru/GRU' (xRU) is not an operator that networks of Carousel use")]
    [InlineData("cut.onnx", "out.safetensors", "", "cut.onnx is not an ONNX model, or is damaged")]
    [InlineData("text.onnx", "out.safetensors", "", "text.onnx")]
    [InlineData("ends.onnx", "out.csv", "", "does not show the format")]
    [InlineData(
        "ends.onnx", "out.safetensors", "--layers gru",
        "is an ONNX model, which defines its layers: leave --layers, --nonlinearity and --key out.")]
    [InlineData("ends.onnx", "out.safetensors", "--check other.json", "the stored example does not fit")]
    [InlineData(
        "ends.onnx", "out.safetensors", "--check text.json", "text.json: the file of an example needs two arrays")]
    [InlineData(
        "ends.onnx", "out.safetensors", "--check broken.json",
        "broken.json:2: this is not JSON. Correct the line, or write the file again.")]
    public async Task OnnxModelsThatBecomeNoNetwork_AreRefusedInOneSentence(
        string from, string to, string options, string said)
    {
        using var folder = new TemporaryFolder();
        byte[] sound = await File.ReadAllBytesAsync(Chain("largest.onnx"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            folder.File("cut.onnx"), sound[..(sound.Length / 2)], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            folder.File("strange.onnx"), Renamed(sound), TestContext.Current.CancellationToken);
        string text = folder.Write("text.json", "{}"), broken = folder.Write("broken.json", "{\"input\":\n[[1 2]]}"),
            other = folder.Write("other.json", """{"input": [[[1, 2, 3, 4]]], "output": [[0, 0, 0]]}""");
        _ = folder.Write("text.onnx", "no model here");
        string file = File.Exists(folder.File(from)) ? folder.File(from) : Chain(from);
        IReadOnlyList<string> before = folder.Entries();

        CliRun run = await CliRun.OfAsync(
            [
                "convert", file, folder.File(to),
                .. options.Replace("text.json", text, StringComparison.Ordinal)
                    .Replace("broken.json", broken, StringComparison.Ordinal)
                    .Replace("other.json", other, StringComparison.Ordinal)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ]);

        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(before, folder.Entries());
    }

    private static string Chain(string file) => Parity.File($"golden/onnx-chains/{file}");

    /// <summary>
    /// The model with an operator of no known name instead of its GRU: as long a name, so that every length in the
    /// file stays.
    /// </summary>
    private static byte[] Renamed(byte[] model)
    {
        byte[] renamed = [.. model];
        "xRU"u8.CopyTo(renamed.AsSpan(renamed.AsSpan().LastIndexOf("\"\u0003GRU"u8) + 2));
        return renamed;
    }

    [Theory]
    [InlineData("missing.pth", "out.safetensors", "", "there is no such file")]
    [InlineData("text.pth", "out.safetensors", "", "not that of a file of PyTorch, ONNX or .safetensors")]
    [InlineData("lstm", "out.txt", "", "does not show the format")]
    [InlineData("lstm", "out.json", "--to onnx", "would overwrite a file that this command uses")]
    [InlineData("lstm", "", "", "but is a folder")]
    [InlineData("lstm", "out.safetensors", "--layers rnn,head", "names 'head'")]
    [InlineData("lstm", "out.safetensors", "--nonlinearity sin", "--nonlinearity must be tanh or relu")]
    [InlineData("lstm", "out.safetensors", "--key weights", "no dictionary 'weights'")]
    [InlineData("lstm", "out.safetensors", "--check text.pth", "text.pth")]
    [InlineData("model", "out.pth", "--layers rnn", "--layers is only for imports")]
    [InlineData("model", "out.safetensors", "--to carousel", "is already a Carousel model")]
    public async Task ConversionsThatCannotBe_AreRefusedInOneSentence(
        string from, string to, string options, string said)
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("text.pth", "no tensors here");
        string file = from switch { "lstm" => State("lstm-1"), "model" => trained.Model, _ => folder.File(from) };
        IReadOnlyList<string> before = folder.Entries();

        CliRun run = await CliRun.OfAsync(
            ["convert", file, to.Length == 0
                ? folder.Path
                : folder.File(to),
                .. options.Replace("text.pth", text, StringComparison.Ordinal)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(before, folder.Entries());
    }

    private static string State(string name) => Parity.File($"pytorch/states/{name}.pth");
}
