using System.Text;
using Carousel.Data;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Values;

namespace Carousel.Interchange.Tests.Onnx.Values;

/// <summary>Values from tables and JSON and back.</summary>
public sealed class OnnxValuesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-values-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(OnnxType.Int64, "9007199254740993", "-9223372036854775808")]
    [InlineData(OnnxType.UInt64, "18446744073709551615", "9223372036854775809")]
    [InlineData(OnnxType.UInt8, "255", "0")]
    public void WholeNumbers_ComeAndGo_WithAllTheirDigits(OnnxType type, string first, string second)
    {
        OnnxTensor table = Table(type, $"a,b\n{first},{second}\n"), json = Json(type, $"[[{first}, {second}]]");
        Assert.Equal(table.Bytes.ToArray(), json.Bytes.ToArray());
        using var written = new StringWriter();
        OnnxTable.Write("y", table, written);
        Assert.Equal($"y[0],y[1]\n{first},{second}\n", written.ToString());
        using var stream = new MemoryStream();
        OnnxJson.Write(new Dictionary<string, OnnxTensor> { ["y"] = json }, stream);
        Assert.Equal($$"""{"y":[[{{first}},{{second}}]]}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData(OnnxType.UInt8, "256")]
    [InlineData(OnnxType.Int8, "-129")]
    [InlineData(OnnxType.UInt64, "-1")]
    [InlineData(OnnxType.Int64, "9223372036854775808")]
    [InlineData(OnnxType.Int64, "1.5")]
    public void WholeNumbers_ThatTheTypeDoesNotHave_AreRefused(OnnxType type, string number)
    {
        Assert.EndsWith(
            $"x.csv:1:1: '{number}' is no whole number for the input x {type.Name()} [rows, columns].",
            Assert.Throws<DataFormatException>(() => Table(type, number)).Message, StringComparison.Ordinal);
        Assert.Contains(
            $"has {number} where a whole number of {type.Name()} is expected",
            Assert.Throws<DataFormatException>(() => Json(type, $"[[{number}]]")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, [2]]", "is ragged: a list stands beside a number")]
    [InlineData("[[1], 2]", "is ragged: a number stands beside a list")]
    [InlineData("[[[1]], [[[2]]]]", "is ragged: a list stands beside a number")]
    [InlineData("[[1, 2], [3]]", "is ragged: a list of 1 stands beside one of 2.")]
    public void RaggedLists_AreRefused(string json, string sentence) =>
        Assert.Contains(
            sentence, Assert.Throws<DataFormatException>(() => Json(OnnxType.Float32, json)).Message,
            StringComparison.Ordinal);

    // The type beside the values counts, not the input's.
    [Fact]
    public void Truths_AreTakenByTheTypeBesideThem()
    {
        OnnxTensor tensor = Json(OnnxType.Float32, """{"type": "bool", "dims": [1, 2], "data": [true, false]}""");
        Assert.Equal([true, false], tensor.Values<bool>().ToArray());
        Assert.Contains(
            "has true where a whole number of int8 is expected",
            Assert.Throws<DataFormatException>(
                () => Json(OnnxType.Bool, """{"type": "int8", "dims": [1, 1], "data": [true]}""")).Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000, "that would be float32 [100000, 100000], for which the 1 MB that it may take are not enough.")]
    [InlineData(
        int.MaxValue,
        "that would be float32 [2147483647, 2147483647], for which the 1 MB that it may take are not enough.")]
    public void FillZeros_HoldsSizesAgainstTheMemory(int size, string sentence)
    {
        OnnxModel model = new MadeOnnx().Input("x", OnnxType.Float32, $"{size}", $"{size}")
            .Output("y", OnnxType.Float32)
            .Node("Neg", ["x"], ["y"]).Model();
        Assert.Contains(
            sentence, Assert.Throws<DataFormatException>(() => new OnnxInputs(model).FillZeros(1 << 20)).Message,
            StringComparison.Ordinal);
    }

    private static OnnxModel Model(OnnxType type) =>
        new MadeOnnx().Input("x", type, "rows", "columns").Output("y", type).Node("Identity", ["x"], ["y"]).Model();

    private static OnnxTensor Json(OnnxType type, string text)
    {
        var inputs = new OnnxInputs(Model(type));
        inputs.AddJson(text, "x.json");
        return inputs.Tensors["x"];
    }

    private OnnxTensor Table(OnnxType type, string text)
    {
        string path = Path.Combine(_folder, "x.csv");
        File.WriteAllText(path, text);
        var inputs = new OnnxInputs(Model(type));
        inputs.Add(path);
        return inputs.Tensors["x"];
    }
}
