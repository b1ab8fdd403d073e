using Carousel.Interchange.Imports;
using Carousel.Interchange.PyTorch;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>Orders of modules that sizes allow, and those that they do not settle.</summary>
public sealed class LayerChainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(4, 4, 4, 4, true)]
    [InlineData(16, 32, 32, 16, true)]
    [InlineData(4, 4, 4, 4, false)]
    [InlineData(3, 5, 3, 3, false)]
    public void Read_DoesNotGuess_WhereALinearFitsTwice(int inputs, int units, int reads, int gives, bool hasBias)
    {
        string path = Write(inputs, units, reads, gives, hasBias);

        Assert.Contains(
            "does not contain the order of its modules",
            Assert.Throws<ModelFileException>(() => TorchImport.Read(path, new() { Threads = 1 })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 5, 5, 2, true, "LSTM 5, dense 2")]
    [InlineData(4, 5, 3, 4, true, "dense 4, LSTM 5")]
    [InlineData(4, 5, 3, 4, false, "dense 4 without bias, LSTM 5")]
    [InlineData(4, 5, 4, 7, false, "embedding 7×4, LSTM 5")]
    public void Read_TakesTheOnlyOrder(int inputs, int units, int reads, int gives, bool hasBias, string chain)
    {
        NetworkImport import = TorchImport.Read(Write(inputs, units, reads, gives, hasBias), new() { Threads = 1 });
        using var model = NetworkModel.Of(import.Model);

        Assert.Equal(
            chain.Replace(" without bias", "", StringComparison.Ordinal),
            model.Design.Describe().Replace(" without bias", "", StringComparison.Ordinal));
        Assert.Equal(
            chain.StartsWith("embedding", StringComparison.Ordinal),
            import.Notes.Any(n => n.Contains("'proj' is read as an embedding", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("proj:linear,rnn", NetworkLayerKind.Dense)]
    [InlineData("proj:tanh,rnn", NetworkLayerKind.Dense)]
    [InlineData("proj:embedding,rnn", NetworkLayerKind.Embedding)]
    [InlineData("proj,rnn", null)]
    public void Read_TakesASquareMatrix_AsWasSaid(string layers, NetworkLayerKind? kind)
    {
        string path = Write(4, 5, 4, 4, false);
        if (kind is null)
        {
            Assert.Contains(
                "Write proj:embedding or proj:linear",
                Assert.Throws<ImportOptionException>(
                    () => TorchImport.Read(path, new() { Layers = layers, Threads = 1 })).Message,
                    StringComparison.Ordinal);
            return;
        }

        using var model = NetworkModel.Of(TorchImport.Read(path, new() { Layers = layers, Threads = 1 }).Model);
        Assert.Equal(kind, model.Design.Layers[0].Kind);
    }

    [Fact]
    public void Check_ReadsStepsFirst_AsPyTorchStoresWithoutBatchFirst()
    {
        string path = Write(4, 5, 5, 2, true), example = Path.Combine(_folder, "example.safetensors");
        using var model = NetworkModel.Of(TorchImport.Read(path, new() { Threads = 1 }).Model);
        const int steps = 6, batch = 3;
        float[] input = new Draws(3).Floats(steps * batch * 4), output = new float[steps * batch * 2];
        float[][] answers = model.Run(
            [
                .. Enumerable.Range(0, batch)
                    .Select(
                        b =>
                            Enumerable.Range(0, steps).SelectMany(t => input.Skip(((t * batch) + b) * 4).Take(4))
                                .ToArray()),
            ]);
        for (int k = 0; k < output.Length; k++)
        {
            output[k] = answers[k / 2 % batch][(k / (2 * batch) * 2) + (k % 2)];
        }

        NetworkImport Checked(float[] expected)
        {
            SafeTensors.Write(
                example,
                new TensorFile(
                    [
                        new StoredTensor("input", new Shape(steps, batch, 4), input),
                        new StoredTensor("output", new Shape(steps, batch, 2), expected),
                    ], []));
            return TorchImport.Read(path, new() { Check = example, Threads = 1 });
        }

        NetworkImport import = Checked(output);
        import.Model.Dispose();
        Assert.Contains(import.Notes, n => n.Contains("batch_first=False", StringComparison.Ordinal));
        Assert.Contains(
            "without batch_first=True",
            Assert.Throws<ModelFileException>(() => Checked([output[0] + 1, .. output[1..]])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Check_RefusesAnOutput_WithoutAxes()
    {
        string path = Write(4, 5, 5, 1, true), example = Path.Combine(_folder, "example.json");
        File.WriteAllText(example, "{\"input\": [[1, 2, 3, 4]], \"output\": [0]}");

        Assert.Contains(
            "its output has the shape [1]",
            Assert.Throws<ModelFileException>(
                () => TorchImport.Read(path, new() { Check = example, Threads = 1 })).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Python_QuotesNames_ThatCameFromAFile()
    {
        var export = new TorchExport([], [("x\"); import os\n\\", "Linear(1, 2) # then tanh")]);

        string[] lines = [.. export.Python("a\"b\\.pth")];

        Assert.Contains("state = torch.load(\"a\\\"b\\\\.pth\")", lines);
        Assert.Equal("layer1 = load(nn.Linear(1, 2), \"x\\\"); import os\\u000a\\\\.\")  # then tanh", lines[^1]);
    }

    /// <summary>An LSTM, and a Linear that comes before it in the file.</summary>
    private string Write(int inputs, int units, int reads, int gives, bool hasBias)
    {
        string path = Path.Combine(_folder, "state.pth");
        var draws = new Draws(7);
        StoredTensor Of(string name, int rows, int columns) =>
            new(name, new Shape(rows, columns), draws.Floats(rows * columns));
        TorchFile.Write(path,
        [
            Of("proj.weight", gives, reads), .. hasBias
                ? [new StoredTensor("proj.bias", new Shape(gives), new float[gives])]
                : Array.Empty<StoredTensor>(),
            Of("rnn.weight_ih_l0", 4 * units, inputs), Of("rnn.weight_hh_l0", 4 * units, units),
        ]);
        return path;
    }
}
