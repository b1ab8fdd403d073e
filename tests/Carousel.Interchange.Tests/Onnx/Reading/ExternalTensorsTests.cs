using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Tensors;
using Carousel.Storage;
using Carousel.Testing;
using Google.Protobuf;

namespace Carousel.Interchange.Tests.Onnx.Reading;

/// <summary>Tensors in files next to a model.</summary>
[Collection(typeof(Alone))]
public sealed class ExternalTensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-outside-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_ReadsTensorsBesideTheModel()
    {
        File.WriteAllBytes(
            Path.Combine(_folder, "weights.bin"),
            [9, 9, 9, 9, .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
        Assert.Equal([1f, 2f], OnnxModel.Load(External("weights.bin", "4", "8")).Initializers["w"].ToSingles());
    }

    [Theory]
    [InlineData("../weights.bin", "4", "8", "Carousel reads such files only from the folder of the model")]
    [InlineData("/etc/hostname", "0", "8", "Carousel reads such files only from the folder of the model")]
    [InlineData("link.bin", "0", "8", "does not follow links")]
    [InlineData("weights.bin", "8", "8", "needs 8 bytes from byte 8 of 'weights.bin', which has 12.")]
    [InlineData("weights.bin", "-4", "8", "has the offset '-4' in its other file, where a whole number is expected.")]
    [InlineData("weights.bin", "4", "4", "needs 8 bytes for its sizes, but its entry says 4.")]
    [InlineData("nowhere.bin", "0", "8", "in 'nowhere.bin', which can't be read")]
    public void Load_ReadsNothingElse(string location, string offset, string length, string sentence)
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[12]);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), Path.Combine(_folder, "weights.bin"));
        ModelFileException exception = Assert.Throws<ModelFileException>(
            () => OnnxModel.Load(External(location, offset, length)));
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    // Opening one waits for a writer that never comes.
    [Theory]
    [InlineData("fifo.bin")]
    [InlineData("empty.bin")]
    public async Task Load_OpensNoFifo(string location)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "FIFOs are of Unix.");
        File.WriteAllBytes(Path.Combine(_folder, "empty.bin"), []);
        await MakeFifoAsync("fifo.bin");
        ModelFileException exception = Assert.Throws<ModelFileException>(
            () => OnnxModel.Load(External(location, "0", "8")));
        Assert.Contains(
            $"is stored in '{location}', which is empty or not a regular file.", exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("link.onnx")]
    [InlineData("model.safetensors")]
    public async Task AModelThatIsAFifo_IsNotOpened(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "FIFOs are of Unix.");
        await MakeFifoAsync("fifo");
        string path = Path.Combine(_folder, name);
        File.CreateSymbolicLink(path, Path.Combine(_folder, "fifo"));
        Assert.False(OnnxModel.Is(path));
        Assert.Contains(
            "not a regular file", Assert.Throws<ModelFileException>(() => OnnxModel.Load(path)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "not a regular file", Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "not a regular file",
            Assert.Throws<ModelFileException>(() => ForeignTensors.TextsOf(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TakesBytesBesideTheModel_OnceHoweverOftenTheyAreNamed()
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[1 << 20]);
        MadeOnnx made = new MadeOnnx().Output("w0", OnnxType.UInt8);
        for (int i = 0; i < 20; i++)
        {
            made.Proto.Graph.Initializer.Add(Outside($"w{i}", "0"));
        }

        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, made.Bytes());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(20, OnnxModel.Load(path).Initializers.Count);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);

        // The same except for one byte, 20 times.
        for (int i = 0; i < 20; i++)
        {
            made.Proto.Graph.Initializer[i] = Outside($"w{i}", $"{i}");
        }

        File.WriteAllBytes(path, made.Bytes());
        Assert.Contains(
            "the tensors in 'weights.bin' need 1200000 bytes, but the file has 1048576: they overlap.",
            Assert.Throws<ModelFileException>(() => OnnxModel.Load(path)).Message, StringComparison.Ordinal);

        static TensorProto Outside(string name, string offset)
        {
            var tensor = new TensorProto
            {
                Name = name,
                DataType = (int)OnnxType.UInt8,
                DataLocation = TensorProto.Types.DataLocation.External,
            };
            tensor.Dims.Add(600_000);
            tensor.ExternalData.Add(
                [
                    new StringStringEntryProto { Key = "location", Value = "weights.bin" },
                    new StringStringEntryProto { Key = "offset", Value = offset },
                ]);
            return tensor;
        }
    }

    // 2³¹ bytes: more than an array of .NET has, which no file of the test has either.
    [Theory]
    [InlineData(1L << 28)]
    [InlineData(1L << 60)]
    public void Load_RefusesATensorLargerThanAnArray_BeforeItReadsAFile(long length)
    {
        string path = External(
            "nowhere.bin", "0", (8 * length).ToString(System.Globalization.CultureInfo.InvariantCulture));
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        TensorProto weight = model.Graph.Initializer[0];
        weight.DataType = (int)OnnxType.Float64;
        weight.Dims[0] = length;
        File.WriteAllBytes(path, model.ToByteArray());
        ModelFileException exception = Assert.Throws<ModelFileException>(() => OnnxModel.Load(path));
        Assert.Contains(
            $"the tensor 'w' has the sizes [{length}], which a tensor in a file can't have.", exception.Message,
            StringComparison.Ordinal);
    }

    private async Task MakeFifoAsync(string name)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder, name)]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, made.ExitCode);
    }

    private string External(string location, string offset, string length)
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "time", "2").Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of([1f, 2f], 2)).Node("Add", ["x", "w"], ["y"]);
        TensorProto weight = made.Proto.Graph.Initializer[0];
        weight.ClearRawData();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        foreach ((string key, string value) in new[] { ("location", location), ("offset", offset), ("length", length) })
        {
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, made.Bytes());
        return path;
    }
}
