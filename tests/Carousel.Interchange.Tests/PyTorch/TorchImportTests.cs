using Carousel.Interchange.Imports;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>
/// State dictionaries that PyTorch wrote, with what its modules answered to stored inputs: an import compares them
/// itself, within 1e-5.
/// </summary>
public sealed class TorchImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Every cell, depth, direction and projection.</summary>
    public static string[] Names { get; } =
    [
        .. Parity.Files("pytorch/states").Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Where(f => Array.Exists(["lstm-", "gru-", "rnn-"], kind => f.StartsWith(kind, StringComparison.Ordinal))),
    ];

    public static TheoryData<string> Grid => [.. Names];

    [Theory]
    [MemberData(nameof(Grid))]
    public void Read_GivesTheAnswersOfPyTorch_AndLeavesWithEqualWeights(string name)
    {
        TorchImportOptions options = name.StartsWith("rnn", StringComparison.Ordinal)
            ? new() { Nonlinearity = "tanh", Threads = 1 }
            : new() { Threads = 1 };
        NetworkImport import = TorchImport.Read(State(name), options);
        using var model = NetworkModel.Of(import.Model);
        Assert.Contains(import.Notes, n => n.StartsWith("checked: 20 stored numbers", StringComparison.Ordinal));

        // Out again, and in again: the same network, and the names of the module.
        string again = Path.Combine(_folder, "again.pth");
        TorchFile.Write(again, TorchExport.Of(model).Tensors);
        using var back = NetworkModel.Of(TorchImport.Read(again, options with { Check = WriteExample(name) }).Model);
        Assert.Equal(model.Design.Layers, back.Design.Layers);
        using var own = ForeignTensors.Open(State(name));
        using var written = ForeignTensors.Open(again);
        Assert.Equal(
            own.Tensors.Keys.Where(k => !k.StartsWith("example", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal), written.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(written.Tensors, t => Assert.Equal(own.Tensors[t.Key].Sizes, t.Value.Sizes));
    }

    [Fact]
    public void Grid_HasEveryCellDepthDirectionAndProjection() => Assert.Equal(24, Names.Length);

    [Theory]
    [InlineData("half")]
    [InlineData("bfloat16")]
    [InlineData("double")]
    [InlineData("checkpoint")]
    [InlineData("spread-strides")]
    [InlineData("one-storage")]
    [InlineData("protocol-4")]
    [InlineData("parameters")]
    public void Read_TakesEveryFormOfAStateDictionary(string name)
    {
        NetworkImport import = TorchImport.Read(State(name), new() { Threads = 1 });
        import.Model.Dispose();

        Assert.Contains(import.Notes, n => n.StartsWith("checked: 20 stored numbers", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TakesTheOrderThatIsGiven_WithPoolingAndFunctions()
    {
        using var model = NetworkModel.Of(TorchImport.Read(
            State("classifier"), new() { Layers = "embedding,rnn,final,norm,fc:softmax", Threads = 1 }).Model);

        Assert.Equal(PortableFunction.Softmax, model.Design.Answer);
        Assert.Equal(
            "embedding 7×5, bidirectional GRU 4, last states, layer normalisation, dense 3, softmax",
            model.Design.Describe());
        Assert.Contains(model.Design.Origin, o => o.Contains("r, z, n, reset after", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TakesACell_AsALayer()
    {
        using var model = NetworkModel.Of(TorchImport.Read(State("cell"), new() { Threads = 1 }).Model);

        Assert.Equal("LSTM 4", model.Design.Describe());
    }

    [Theory]
    [InlineData("classifier", null, "does not contain the order of its modules")]
    [InlineData("classifier", "embedding,rnn,last,norm,fc:softmax", "gives different answers")]
    [InlineData("classifier", "embedding,rnn,norm,fc:softmax", "its output has the shape [3, 3]")]
    [InlineData("two-places", null, "'encoder', 'decoder' contain tensors. Choose one with --key.")]
    [InlineData("whole-module", null, "asks for Python's '__main__.Network', which is not read")]
    [InlineData("legacy", null, "a pickle of old PyTorch")]
    [InlineData("rnn-1", null, "an RNN, whose function, tanh or relu, the file does not state")]
    [InlineData("missing", null, "there is no such file")]
    public void Read_Refuses_WhatItWouldHaveToGuessOrRun(string name, string? layers, string expected)
    {
        ModelFileException refused = Assert.Throws<ModelFileException>(
            () => TorchImport.Read(State(name), new() { Layers = layers, Threads = 1 }));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains(State(name), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("embedding,gru,fc", "names 'gru'")]
    [InlineData("last,rnn", "nothing to read")]
    [InlineData("embedding:relu,rnn,fc", "fits only as an embedding, which has none")]
    [InlineData("embedding", "Write embedding:embedding or embedding:linear.")]
    [InlineData("rnn,embedding:embedding", "the first module")]
    [InlineData("embedding,rnn:tanh", "only dense modules have")]
    [InlineData("embedding,rnn,fc:swish", "the function 'swish'")]
    [InlineData("embedding,rnn,fc:softmax,norm", "must be the last")]
    public void Read_RefusesALayerList_ThatNamesSomethingElse(string layers, string expected)
    {
        string message = Assert.Throws<ImportOptionException>(
            () => TorchImport.Read(State("classifier"), new() { Layers = layers, Threads = 1 })).Message;

        Assert.StartsWith(State("classifier") + ": --layers", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RefusesRelu_AndOtherWords()
    {
        Assert.Contains(
            "simple recurrent layer uses tanh",
            Assert.Throws<ModelFileException>(
                () => TorchImport.Read(State("rnn-1"), new() { Nonlinearity = "relu" })).Message,
                StringComparison.Ordinal);
        Assert.Throws<ImportOptionException>(() => TorchImport.Read(State("rnn-1"), new() { Nonlinearity = "sin" }));
    }

    [Fact]
    public void Read_TakesAnExampleInJson()
    {
        string file = Path.Combine(_folder, "example.json");
        File.WriteAllText(file, "{\"input\": [[1, 2, 3]], \"output\": [[0, 0]]}");

        Assert.Contains(
            "gives different answers",
            Assert.Throws<ModelFileException>(
                () => TorchImport.Read(State("lstm-1"), new() { Check = file, Threads = 1 })).Message,
                StringComparison.Ordinal);
        File.WriteAllText(file, "{\"input\": [[1, 2], [3]], \"output\": 1}");
        Assert.Contains(
            "two arrays of numbers",
            Assert.Throws<ModelFileException>(
                () => TorchImport.Read(State("lstm-1"), new() { Check = file, Threads = 1 })).Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("half", 1.0002f, "The weights are stored as float16 (16 bits), and the answers differ by at most 2")]
    [InlineData("bfloat16", 1.004f, "The weights are stored as bfloat16 (16 bits), and the answers differ by at most")]
    [InlineData("half", 1.5f, "The file does not contain functions and poolings")]
    [InlineData("lstm-1", 1.0002f, "The file does not contain functions and poolings")]
    public void Read_NamesRounding_WhereItExplainsTheDifference(string name, float factor, string expected)
    {
        string path = WriteExample(name, factor);
        Assert.Contains(
            expected,
            Assert.Throws<ModelFileException>(
                () => TorchImport.Read(State(name), new() { Check = path, Threads = 1 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfAJob_NamesItsLayers_AndRefusesWhatPyTorchHasNot()
    {
        using var tagger = await TinyModels.LanguageAsync();
        var export = TorchExport.Of(tagger);

        Assert.Contains(export.Tensors, t => t.Name.EndsWith(".weight_ih_l0", StringComparison.Ordinal));
        Assert.Contains(export.Modules, m => m.Module.StartsWith("Embedding(", StringComparison.Ordinal));
        Assert.Contains(export.Python("x.pth"), l => l.Contains("torch.load(\"x.pth\")", StringComparison.Ordinal));
        foreach (NetworkLayer layer in new[] { new NetworkLayer(NetworkLayerKind.Lstm, 3, 4) { Peepholes = true },
            new NetworkLayer(NetworkLayerKind.Gru, 3, 4) { ResetAfter = false } })
        {
            using var model = NetworkModel.Draw(new NetworkDesign([layer]), 1, 1);
            Assert.Contains(
                "reader.0", Assert.Throws<NotPortableException>(() => TorchExport.Of(model)).Message,
                StringComparison.Ordinal);
        }
    }

    private static string State(string name) => Parity.File($"pytorch/states/{name}.pth");

    private string WriteExample(string name, float factor = 1)
    {
        using var tensors = ForeignTensors.Open(State(name));
        StoredTensor Of(string key, float factor = 1)
        {
            ForeignTensor tensor = tensors.Tensors["example." + key];
            return new StoredTensor(key, new Shape(tensor.Sizes[0], tensor.Sizes[1], tensor.Sizes[2]),
                tensor.Read().Select(v => v * factor).ToArray());
        }

        string path = Path.Combine(_folder, "example.safetensors");
        SafeTensors.Write(path, new TensorFile([Of("input"), Of("output", factor)], []));
        return path;
    }
}
