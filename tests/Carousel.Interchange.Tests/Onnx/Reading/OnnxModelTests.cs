using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;
using Carousel.Testing;
using Google.Protobuf;

namespace Carousel.Interchange.Tests.Onnx.Reading;

[Collection(typeof(Alone))]
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
        Assert.Equal(["Add"], model.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void Load_ReadsTensors_InTheFieldOfTheirType()
    {
        MadeOnnx made = Made();
        TensorProto weight = made.Proto.Graph.Initializer[0];
        weight.ClearRawData();
        weight.FloatData.Add([Bytes(1f), Bytes(2f)]);
        Assert.Equal([1f, 2f], made.Model().Initializers["w"].ToSingles());
    }

    [Theory]
    [InlineData(nameof(OnnxType.Float16), new long[] { 0x3C00, 0xC000, 0 }, new double[] { 1, -2, 0 })]
    [InlineData(nameof(OnnxType.Int8), new long[] { -1, 127, 0 }, new double[] { -1, 127, 0 })]
    [InlineData(nameof(OnnxType.UInt8), new long[] { 255, 1, 0 }, new double[] { 255, 1, 0 })]
    [InlineData(nameof(OnnxType.Bool), new long[] { 2, 0, 1 }, new double[] { 1, 0, 1 })]
    [InlineData(nameof(OnnxType.Int32), new long[] { int.MinValue, 7, -3 }, new double[] { int.MinValue, 7, -3 })]
    [InlineData(nameof(OnnxType.UInt32), new long[] { uint.MaxValue, 1, 0 }, new double[] { uint.MaxValue, 1, 0 })]
    [InlineData(nameof(OnnxType.Int64), new long[] { -(1L << 40), 5, 0 }, new double[] { -(1L << 40), 5, 0 })]
    public void Load_ReadsWholeNumbers_InTheFieldOfTheirType(string name, long[] written, double[] read)
    {
        OnnxType type = Enum.Parse<OnnxType>(name);
        MadeOnnx made = new MadeOnnx().Output("w", type)
            .Weight("w", new OnnxTensor(type, [3], new byte[3 * type.Size()]));
        TensorProto weight = made.Proto.Graph.Initializer[0];
        weight.ClearRawData();

        // In two pieces, as the format allows.
        TypedValues.Of(weight, type).Add([MadeOnnx.Packed(written[..1]), MadeOnnx.Packed(written[1..])]);
        Assert.Equal(read, made.Model().Initializers["w"].ToDoubles());
        TypedValues.Of(weight, type)[1] = ByteString.CopyFrom([.. Enumerable.Repeat((byte)0x80, 10), 1, 1]);
        Assert.Contains(
            "the tensor 'w' contains a number that does not end.",
            Assert.Throws<ModelFileException>(made.Model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ReadsAMillionHalfPrecisionValues_InTheFieldOfTheirType()
    {
        MadeOnnx made = new MadeOnnx().Output("w", OnnxType.Float16)
            .Weight("w", OnnxTensor.Of(new Half[1_000_000], 1_000_000));
        TensorProto weight = made.Proto.Graph.Initializer[0];
        weight.ClearRawData();
        weight.Int32Data.Add(MadeOnnx.Packed([.. Enumerable.Repeat(0x3C00L, 1_000_000)]));
        Assert.Equal(1, made.Model().Initializers["w"].ToDoubles()[^1]);
    }

    [Fact]
    public void Load_PutsOperatorsIntoOrder()
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32)
            .Node("Neg", ["b"], ["y"]).Node("Abs", ["x"], ["b"]);
        Assert.Equal(["Abs", "Neg"], made.Model().Nodes.Select(n => n.OpType));
    }

    [Theory]
    [InlineData(
        "circle", "(Neg) reads 'b' of node 'the Abs' (Abs), which depends on it in turn.",
        "(Abs) reads 'y' of node 'the Neg' (Neg), which depends on it in turn.")]
    [InlineData(
        "missing",
        "node 'the Neg' (Neg) reads 'nothing', which no operator makes and which is neither an input nor a weight.")]
    [InlineData("twice", "node 'the Abs' (Abs) makes 'y', which node 'the Neg' (Neg) also makes.")]
    [InlineData("weight", "node 'the Neg' (Neg) makes 'w', which is an input or a weight.")]
    [InlineData("output", "no operator makes the output 'z'.")]
    [InlineData("input", "the input 'x' appears twice.")]
    [InlineData("doubled", "the output 'y' appears twice.")]
    [InlineData("initializer", "the weight 'w' appears twice.")]
    public void Load_NamesWhatDoesNotFit(string wrong, string sentence, string? orElse = null)
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of([1f], 1));
        made = wrong switch
        {
            "circle" => made.Node("Neg", ["b"], ["y"]).Node("Abs", ["y"], ["b"]),
            "missing" => made.Node("Neg", ["nothing"], ["y"]),
            "twice" => made.Node("Neg", ["x"], ["y"]).Node("Abs", ["x"], ["y"]),
            "weight" => made.Node("Neg", ["x"], ["w"]),
            "output" => made.Node("Neg", ["x"], ["y"]).Output("z", OnnxType.Float32),
            "doubled" => made.Node("Neg", ["x"], ["y"]).Output("y", OnnxType.Float32),
            "input" => made.Node("Neg", ["x"], ["y"]).Input("x", OnnxType.Float32, "2"),
            _ => made.Node("Neg", ["x"], ["y"]).Weight("w", OnnxTensor.Of([1f], 1)),
        };
        ModelFileException exception = Assert.Throws<ModelFileException>(made.Model);
        Assert.StartsWith("made.onnx", exception.Message, StringComparison.Ordinal);
        Assert.True(
            exception.Message.Contains(sentence, StringComparison.Ordinal)
                || (orElse is not null && exception.Message.Contains(orElse, StringComparison.Ordinal)),
                exception.Message);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(26)]
    public void Load_RefusesOperatorSets_ThatItDoesNotKnow(long opset)
    {
        MadeOnnx made = new MadeOnnx(opset).Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32)
            .Node("Neg", ["x"], ["y"]);
        OnnxNotTakenException exception = Assert.Throws<OnnxNotTakenException>(made.Model);
        Assert.StartsWith(
            $"made.onnx uses operator set {opset}; Carousel reads 7 to 25.", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_HoldsSizesAgainstTheBytesThatAreThere()
    {
        MadeOnnx made = Made();
        made.Proto.Graph.Initializer[0].Dims[0] = 1L << 40;
        Assert.Contains(
            "[1099511627776], which a tensor in a file can't have",
            Assert.Throws<ModelFileException>(made.Model).Message, StringComparison.Ordinal);
        made.Proto.Graph.Initializer[0].Dims[0] = 3;
        Assert.Contains(
            "the tensor 'w' is float32 [3], which needs 12 bytes, but the file has 8.",
            Assert.Throws<ModelFileException>(made.Model).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "It is rejected as malformed.")]
    [InlineData(true, "is of an unknown kind")]
    public void Load_RefusesAFileOfManySmallParts_BeforeItTakesMemory(bool hasGroup, string sentence)
    {
        // Empty operators: two bytes each in the file, hundreds in memory. A group, which the format does not have, is
        // skipped by a parser.
        byte[] graph = [.. hasGroup
            ? new byte[] { 0xa3, 0x06, 0xa4, 0x06 }
            : [], .. Enumerable.Repeat(new byte[] { 0x0a, 0x00 }, 2_000_000).SelectMany(b => b)];
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
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T", "has the attribute 'value' without its value: Tensor is expected.")]
    [InlineData("untyped", "has the attribute 'value' without its value: Tensor is expected.")]
    [InlineData("I", "has the attribute 'value_int' without its value: Int is expected.")]
    [InlineData("F", "has the attribute 'value_float' without its value: Float is expected.")]
    public void Attributes_WithoutTheirValue_AreNamed(string which, string sentence)
    {
        AttributeProto attribute = which switch
        {
            "T" => new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor },
            "untyped" => new AttributeProto { Name = "value" },
            "I" => new AttributeProto { Name = "value_int", Type = AttributeProto.Types.AttributeType.Int, F = 1 },
            _ => new AttributeProto { Name = "value_float", I = 1 },
        };
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "time", "batch", "2").Output("y", OnnxType.Float32)
            .Node("Constant", [], ["c"], attribute).Node("Add", ["x", "c"], ["y"]);
        Assert.Contains(
            sentence, Assert.Throws<ModelFileException>(() => ChainReader.Read(made.Model(), 1 << 20)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "is empty or not a regular file.")]
    [InlineData(3, "is not an ONNX model")]
    public void Load_NamesAFileThatIsNoModel(int bytes, string sentence)
    {
        string path = Path.Combine(_folder, "text.onnx");
        File.WriteAllBytes(path, new byte[bytes]);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => OnnxModel.Load(path));
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    private static MadeOnnx Made() =>
        new MadeOnnx().Input("x", OnnxType.Float32, "time", "2").Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of([1f, 2f], 2)).Node("Add", ["x", "w"], ["y"]);

    private static ByteString Bytes(float value) => ByteString.CopyFrom(BitConverter.GetBytes(value));
}
