using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>Edges of operators: what the standard leaves open, and what messages say.</summary>
public class OperatorEdgeTests
{
    // ONNX Runtime gives the same: OnnxRuntimeOperatorTests.
    [Fact]
    public void Squeeze_WithAnEmptyListOfAxes_RemovesAllOfOneValue()
    {
        OnnxTensor y = Run(
            "Squeeze", 13, ("x", OnnxTensor.Of([1f, 2f], 1, 2, 1)), ("axes", OnnxTensor.Of(Array.Empty<long>(), 0)));
        Assert.Equal([2], y.Dims.ToArray());
    }

    [Fact]
    public void MaxPool_OfAWindowInThePadding_GivesTheLowestValue()
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "1", "1", "2").Output("y", OnnxType.Float32)
            .Node(
                "MaxPool", ["x"], ["y"], MadeOnnx.Wholes("kernel_shape", 2), MadeOnnx.Wholes("dilations", 3),
                MadeOnnx.Wholes("pads", 1, 1));
        using var session = new OnnxSession(made.Model());
        Assert.Equal(
            [float.MinValue],
            session.Run(new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Of([1f, 2f], 1, 1, 2) })["y"]
                .ToSingles());
    }

    [Fact]
    public void Sizes_ThatDoNotGoTogether_AreNamedWithWhatWasGiven()
    {
        Says("can't spread float32 [3] to [4].", "Expand", ("x", Zeros(3)), ("shape", OnnxTensor.Of([4L], 1)));
        Says("scales values of [3] with float32 [2].", "LayerNormalization", ("x", Zeros(2, 3)), ("scale", Zeros(2)));
        Says(
            "adds float32 [5] to a product of [2, 4].", "Gemm", ("a", Zeros(2, 3)), ("b", Zeros(3, 4)),
            ("c", Zeros(5)));
        Says(
            "multiplies float32 [2, 2, 3] with float32 [3, 3, 4]: the axes before the matrices do not go together.",
            "MatMul", ("a", Zeros(2, 2, 3)), ("b", Zeros(3, 3, 4)));
        Says(
            "is given tensors whose sizes do not go together: float32 [3] and float32 [4].", "Add", ("a", Zeros(3)),
            ("b", Zeros(4)));
    }

    [Fact]
    public void AveragePool_CountsNoPlaces_BehindThePadding()
    {
        // Windows of 3 at 0 and 2 over the places 0 x x 0: the last has the places x and 0, and one behind them that
        // does not count.
        OnnxModel model = new MadeOnnx(19).Input("x", OnnxType.Float32, "1", "1", "2").Output("y", OnnxType.Float32)
            .Node(
                "AveragePool", ["x"], ["y"], MadeOnnx.Wholes("kernel_shape", 3), MadeOnnx.Wholes("strides", 2),
                MadeOnnx.Wholes("pads", 1, 1), MadeOnnx.Whole("ceil_mode", 1), MadeOnnx.Whole("count_include_pad", 1))
                    .Model();
        using var session = new OnnxSession(model);
        Assert.Equal(
            [3f, 3f],
            session.Run(new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Of([3f, 6f], 1, 1, 2) })["y"]
                .ToSingles());
    }

    [Fact]
    public void Constants_OfWholeNumbers_KeepTheir64Bits()
    {
        using var session = new OnnxSession(
            new MadeOnnx().Output("y", OnnxType.Int64)
                .Node("Constant", [], ["y"], MadeOnnx.Wholes("value_ints", 1L << 40, -1)).Model());
        Assert.Equal([1L << 40, -1L], session.Run(new Dictionary<string, OnnxTensor>())["y"].Values<long>().ToArray());
    }

    [Theory]
    [InlineData("Slice", "names an axis twice: [0, 0].")]
    [InlineData("Pad", "names an axis twice: [0, 0].")]
    [InlineData("Squeeze", "names an axis twice: [0, 0].")]
    public void AxesThatStandTwice_AreNamed(string op, string sentence)
    {
        MadeOnnx made = new MadeOnnx(18).Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32)
            .Weight("axes", OnnxTensor.Of([0L, 0L], 2)).Weight("from", OnnxTensor.Of([1L, 1L], 2))
            .Weight("to", OnnxTensor.Of([2L, 2L], 2)).Weight("pads", OnnxTensor.Of([0L, 0L, 1L, 1L], 4));
        OnnxModel model = made.Node(
            op,
            op switch
            {
                "Slice" => ["x", "from", "to", "axes"],
                "Pad" => ["x", "pads", "", "axes"],
                _ => ["x", "axes"]
            }, ["y"]).Model();
        using var session = new OnnxSession(model);
        Assert.Contains(
            sentence,
            Assert.Throws<ModelFileException>(
                () => session.Run(new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Of([1f, 2f], 2) })).Message,
                StringComparison.Ordinal);
    }

    private static void Says(string sentence, string op, params (string Name, OnnxTensor Tensor)[] inputs)
    {
        ModelFileException exception = Assert.Throws<ModelFileException>(() => Run(op, 17, inputs));
        Assert.EndsWith($"({op}) {sentence}", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("bool", exception.Message, StringComparison.Ordinal);
    }

    private static OnnxTensor Zeros(params int[] dims) =>
        OnnxTensor.Of(new float[dims.Aggregate(1, (p, d) => p * d)], dims);

    private static OnnxTensor Run(string op, long opset, params (string Name, OnnxTensor Tensor)[] inputs)
    {
        var made = new MadeOnnx(opset);
        foreach ((string name, OnnxTensor tensor) in inputs)
        {
            made.Input(name, tensor.Type, [.. tensor.Dims.ToArray().Select((d, i) => $"{name}{i}")]);
        }

        using var session = new OnnxSession(
            made.Output("y", OnnxType.Float32).Node(op, [.. inputs.Select(i => i.Name)], ["y"]).Model());
        return session.Run(inputs.ToDictionary(i => i.Name, i => i.Tensor))["y"];
    }
}
