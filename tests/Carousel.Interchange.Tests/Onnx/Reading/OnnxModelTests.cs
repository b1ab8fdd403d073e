using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;
using Google.Protobuf;

namespace Carousel.Interchange.Tests.Onnx.Reading;

public sealed class OnnxModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_SaysWhatTheFileHolds()
    {
        OnnxModel model = Made().Model();
        Assert.Equal(17, model.Opset);
        Assert.Equal("x float32 [time, 2]", Assert.Single(model.Inputs).ToString());
        Assert.Equal("y float32", Assert.Single(model.Outputs).ToString());
        Assert.Equal(2, model.Parameters);
        Assert.Equal([new OnnxOperator("Add", 1, true)], model.Operators);
    }

    [Fact]
    public void Load_ReadsTensors_InTheFieldOfTheirType()
    {
        MadeOnnx made = Made();
        TensorProto weight = made.Proto.Graph.Initializer[0];
        weight.ClearRawData();
        weight.FloatData.Add([1, 2]);
        Assert.Equal([2f, 4f], Run(made.Model()));
    }

    [Fact]
    public void Load_PutsOperatorsIntoOrder()
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32).Node("Neg", ["b"], ["y"]).Node("Abs", ["x"], ["b"]);
        Assert.Equal([-1f, -2f], Run(made.Model()));
    }

    [Theory]
    [InlineData("circle", "(Neg) reads 'b' of node 'the Abs' (Abs), which waits for it in turn: a circle.", "(Abs) reads 'y' of node 'the Neg' (Neg), which waits for it in turn: a circle.")]
    [InlineData("missing", "node 'the Neg' (Neg) reads 'nothing', which no operator makes and which is neither an input nor a weight.")]
    [InlineData("twice", "node 'the Abs' (Abs) makes 'y', which node 'the Neg' (Neg) makes too.")]
    [InlineData("weight", "node 'the Neg' (Neg) makes 'w', which is an input or a weight.")]
    [InlineData("output", "the output 'z' is made by no operator.")]
    [InlineData("input", "the input 'x' stands there twice.")]
    [InlineData("initializer", "the weight 'w' stands there twice.")]
    public void Load_NamesWhatDoesNotFit(string wrong, string sentence, string? orElse = null)
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32).Weight("w", OnnxTensor.Of([1f], 1));
        made = wrong switch
        {
            "circle" => made.Node("Neg", ["b"], ["y"]).Node("Abs", ["y"], ["b"]),
            "missing" => made.Node("Neg", ["nothing"], ["y"]),
            "twice" => made.Node("Neg", ["x"], ["y"]).Node("Abs", ["x"], ["y"]),
            "weight" => made.Node("Neg", ["x"], ["w"]),
            "output" => made.Node("Neg", ["x"], ["y"]).Output("z", OnnxType.Float32),
            "input" => made.Node("Neg", ["x"], ["y"]).Input("x", OnnxType.Float32, "2"),
            _ => made.Node("Neg", ["x"], ["y"]).Weight("w", OnnxTensor.Of([1f], 1)),
        };
        ModelFileException exception = Assert.Throws<ModelFileException>(made.Model);
        Assert.StartsWith("made.onnx", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Contains(sentence, StringComparison.Ordinal) || (orElse is not null && exception.Message.Contains(orElse, StringComparison.Ordinal)), exception.Message);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(26)]
    public void Load_RefusesOperatorSets_ThatItDoesNotKnow(long opset)
    {
        MadeOnnx made = new MadeOnnx(opset).Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32).Node("Neg", ["x"], ["y"]);
        OnnxNotTakenException exception = Assert.Throws<OnnxNotTakenException>(made.Model);
        Assert.StartsWith($"made.onnx uses operator set {opset}; Carousel reads 7 to 25.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_HoldsSizesAgainstTheBytesThatAreThere()
    {
        MadeOnnx made = Made();
        made.Proto.Graph.Initializer[0].Dims[0] = 1L << 40;
        Assert.Contains("[1099511627776], which is no tensor that fits a file", Assert.Throws<ModelFileException>(made.Model).Message, StringComparison.Ordinal);
        made.Proto.Graph.Initializer[0].Dims[0] = 3;
        Assert.Contains("the tensor 'w' is float32 [3], which is 12 bytes, but the file holds 8.", Assert.Throws<ModelFileException>(made.Model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RefusesAFileOfManySmallParts_BeforeItTakesMemory()
    {
        // Empty operators: two bytes each in the file, hundreds in memory.
        byte[] graph = [.. Enumerable.Repeat(new byte[] { 0x0a, 0x00 }, 2_000_000).SelectMany(b => b)];
        using var stream = new MemoryStream();
        using (var written = new CodedOutputStream(stream, leaveOpen: true))
        {
            written.WriteTag(7, WireFormat.WireType.LengthDelimited);
            written.WriteBytes(ByteString.CopyFrom(graph));
        }

        string path = Path.Combine(_folder, "many.onnx");
        File.WriteAllBytes(path, stream.ToArray());
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelFileException exception = Assert.Throws<ModelFileException>(() => OnnxModel.Load(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2 * stream.Length);
        Assert.Contains("It is refused as no honest model.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ReadsTensorsBesideTheModel()
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), [9, 9, 9, 9, .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
        Assert.Equal([2f, 4f], Run(OnnxModel.Load(External("weights.bin", "4", "8"))));
    }

    [Theory]
    [InlineData("../weights.bin", "4", "8", "Carousel reads such files in the model's own folder alone")]
    [InlineData("/etc/hostname", "0", "8", "Carousel reads such files in the model's own folder alone")]
    [InlineData("link.bin", "0", "8", "follows no links")]
    [InlineData("weights.bin", "8", "8", "needs 8 bytes from byte 8 of 'weights.bin', which has 12.")]
    [InlineData("weights.bin", "-4", "8", "has the offset '-4' in its other file, where a whole number is expected.")]
    [InlineData("weights.bin", "4", "4", "needs 8 bytes for its sizes, but its entry says 4.")]
    [InlineData("nowhere.bin", "0", "8", "lies in 'nowhere.bin', which can't be read")]
    public void Load_ReadsNothingElse(string location, string offset, string length, string sentence)
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[12]);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), Path.Combine(_folder, "weights.bin"));
        ModelFileException exception = Assert.Throws<ModelFileException>(() => OnnxModel.Load(External(location, offset, length)));
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "is empty.")]
    [InlineData(3, "is no ONNX model")]
    public void Load_NamesAFileThatIsNoModel(int bytes, string sentence)
    {
        string path = Path.Combine(_folder, "text.onnx");
        File.WriteAllBytes(path, new byte[bytes]);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => OnnxModel.Load(path));
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    private static MadeOnnx Made() => new MadeOnnx().Input("x", OnnxType.Float32, "time", "2").Output("y", OnnxType.Float32).Weight("w", OnnxTensor.Of([1f, 2f], 2)).Node("Add", ["x", "w"], ["y"]);

    private string External(string location, string offset, string length)
    {
        MadeOnnx made = Made();
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

    private static float[] Run(OnnxModel model)
    {
        using var session = new OnnxSession(model, new OnnxSessionOptions { Threads = 1 });
        int[] dims = model.Inputs[0].Axes!.Count == 2 ? [1, 2] : [2];
        return session.Run(new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Of([1f, 2f], dims) })["y"].ToSingles();
    }
}
