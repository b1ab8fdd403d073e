using Carousel.Interchange.Onnx;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Reading;

/// <summary>
/// Damaged files of the format: one sentence that names the file, or a model, within little memory.
/// </summary>
[Collection(typeof(Alone))]
public sealed class HostileOnnxTests(ITestOutputHelper output)
{
    private const int Seed = 10, Few = 2000, Many = 100_000;

    [Fact]
    public void DamagedModels_AreReadOrRefused() => Read(Few);

    [Fact]
    [Trait("Speed", "Slow")]
    public void ManyDamagedModels_AreReadOrRefused() => Read(Many);

    private void Read(int count)
    {
        HostileFilesResult result = HostileFiles.Read(
            Originals(), ".onnx", count, Seed, path => OnnxModel.Load(path), IsRefusal);
        output.WriteLine(
            $"{result.Files} files, {result.Refused} refused, at most {result.MostBytes} bytes above twice the length");
        Assert.True(result.Refused > count / 4);
    }

    private static bool IsRefusal(Exception exception) => exception is ModelFileException or OnnxNotTakenException;

    // A recurrent operator with what surrounds it, bodies in bodies, and values in the fields of their types.
    private static byte[][] Originals() =>
        [
            Symbols().Bytes(), Shapes().Bytes(), Sequences().Bytes(), HostileGraphs.Typed(Shapes()).Bytes(),
            HostileGraphs.Typed(Sequences()).Bytes(), Halves().Bytes(), Steps().Bytes(),
        ];

    private static MadeOnnx Symbols() =>
        new MadeOnnx().Input("symbols", OnnxType.Int64, "time", "batch").Output("p", OnnxType.Float32)
        .Weight("table", OnnxTensor.Of(new float[12], 4, 3)).Weight("W", OnnxTensor.Of(new float[24], 1, 8, 3))
        .Weight("R", OnnxTensor.Of(new float[16], 1, 8, 2)).Weight("axes", OnnxTensor.Of([1L], 1))
        .Weight("w", OnnxTensor.Of(new float[10], 5, 2)).Weight("b", OnnxTensor.Of(new float[5], 5))
        .Weight("rows", OnnxTensor.Of([-1L, 2L], 2))
        .Node("Gather", ["table", "symbols"], ["x"])
        .Node("LSTM", ["x", "W", "R"], ["h"], MadeOnnx.Whole("hidden_size", 2)).Node("Squeeze", ["h", "axes"], ["s"])
        .Node("Reshape", ["s", "rows"], ["r"]).Node("Gemm", ["r", "w", "b"], ["z"], MadeOnnx.Whole("transB", 1))
        .Node("Softmax", ["z"], ["p"]);

    // A body that is run for each step, in it one that is run for each value of the step, and weights inside and
    // around.
    private static MadeOnnx Steps() =>
        new MadeOnnx().Input("x", OnnxType.Float32, "time", "4").Input("h", OnnxType.Float32, "4")
            .Output("y", OnnxType.Float32).Output("last", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of(new float[16], 4, 4)).Weight("zero", OnnxTensor.Of([0f]))
            .Node(
                "Scan", ["h", "x"], ["last", "rows"],
                MadeOnnx.Body(
                    "body",
                    new MadeOnnx().Input("a", OnnxType.Float32, "4").Input("b", OnnxType.Float32, "4")
                        .Output("c", OnnxType.Float32).Output("d", OnnxType.Float32)
                        .Weight("parts", OnnxTensor.Of([3L, 1L], 2)).Node("MatMul", ["a", "w"], ["e"])
                        .Node("Add", ["e", "b"], ["c"])
                        .Node("Split", ["c", "parts"], ["f", "g"], MadeOnnx.Whole("axis", 0))
                        .Node(
                            "Scan", ["g", "f"], ["i", "j"],
                            MadeOnnx.Body(
                                "body",
                                new MadeOnnx().Input("k", OnnxType.Float32, "1").Input("l", OnnxType.Float32)
                                    .Output("m", OnnxType.Float32).Output("n", OnnxType.Float32)
                                    .Node("Mul", ["k", "l"], ["m"]).Node("Sum", ["m", "zero", "a"], ["n"])),
                                    MadeOnnx.Whole("num_scan_inputs", 1), MadeOnnx.Wholes("scan_output_axes", 1))
                        .Node("Concat", ["i", "f"], ["d"], MadeOnnx.Whole("axis", 0))),
                MadeOnnx.Whole("num_scan_inputs", 1), MadeOnnx.Wholes("scan_input_axes", 0),
                MadeOnnx.Wholes("scan_input_directions", 1), MadeOnnx.Wholes("scan_output_directions", 1))
            .Node("Softmax", ["rows"], ["y"], MadeOnnx.Whole("axis", -1));

    private static MadeOnnx Shapes() =>
        new MadeOnnx().Input("x", OnnxType.Float32, "time", "4").Output("y", OnnxType.Float32)
        .Weight("shape", OnnxTensor.Of([2L, 2L, 4L], 3)).Weight("repeats", OnnxTensor.Of([1L, 2L, 1L], 3))
        .Weight("zero", OnnxTensor.Of([0L])).Weight("four", OnnxTensor.Of([4L])).Weight("one", OnnxTensor.Of([1L]))
        .Weight("pads", OnnxTensor.Of([0L, 1L, 0L, 0L, 1L, 0L], 6)).Weight("w", OnnxTensor.Of(new float[8], 4, 2))
        .Weight("starts", OnnxTensor.Of([1L], 1)).Weight("ends", OnnxTensor.Of([2L], 1))
        .Node("Expand", ["x", "shape"], ["a"]).Node("Tile", ["a", "repeats"], ["b"]).Node("Pad", ["b", "pads"], ["c"])
        .Node("MatMul", ["c", "w"], ["d"])
        .Node("Slice", ["d", "starts", "ends"], ["e"]).Node("Softmax", ["e"], ["f"], MadeOnnx.Whole("axis", -1))
        .Node("ConstantOfShape", ["shape"], ["g"])
        .Node("Range", ["zero", "four", "one"], ["h"]).Node("Cast", ["h"], ["i"], MadeOnnx.Whole("to", 1))
        .Node("Add", ["g", "i"], ["j"]).Node("ReduceMean", ["j"], ["k"], MadeOnnx.Wholes("axes", 0, 1))
        .Node("ReduceMax", ["f"], ["l"], MadeOnnx.Wholes("axes", 2)).Node("Mul", ["l", "k"], ["m"])
        .Node("Transpose", ["m"], ["n"], MadeOnnx.Wholes("perm", 2, 0, 1)).Node("Relu", ["n"], ["y"]);

    private static MadeOnnx Sequences() =>
        new MadeOnnx().Input("x", OnnxType.Float32, "batch", "2", "16").Output("y", OnnxType.Float32)
        .Weight("k", OnnxTensor.Of(new float[18], 3, 2, 3)).Weight("g", OnnxTensor.Of(new float[3], 3))
        .Weight("s", OnnxTensor.Of([0L, -1L], 2))
        .Node("Conv", ["x", "k"], ["a"], MadeOnnx.Wholes("pads", 1, 1), MadeOnnx.Wholes("strides", 2))
        .Node("MaxPool", ["a"], ["b"], MadeOnnx.Wholes("kernel_shape", 3))
        .Node("Transpose", ["b"], ["c"], MadeOnnx.Wholes("perm", 0, 2, 1)).Node("LayerNormalization", ["c", "g"], ["d"])
        .Node("Split", ["d"], ["e", "f"], MadeOnnx.Whole("axis", 1))
        .Node("Concat", ["f", "e"], ["h"], MadeOnnx.Whole("axis", 1)).Node("Reshape", ["h", "s"], ["i"])
        .Node("LogSoftmax", ["i"], ["j"]).Node("ArgMax", ["j"], ["l"], MadeOnnx.Whole("axis", 1))
        .Node("Cast", ["l"], ["y"], MadeOnnx.Whole("to", 1));

    // Values in the fields of their types: half precision, 8 bits, truths and 64 bits.
    private static MadeOnnx Halves() =>
        HostileGraphs.Typed(new MadeOnnx().Input("x", OnnxType.Float16, "time", "4").Output("y", OnnxType.Float16)
        .Weight("a", OnnxTensor.Of([(Half)1, (Half)(-2), (Half)0.5, (Half)0], 4))
        .Weight("b", OnnxTensor.Of(new sbyte[] { -1, 0, 1, 127 }, 4))
        .Weight("c", OnnxTensor.Of([true, false, true, true], 4))
        .Node("Constant", [], ["axes"], MadeOnnx.Wholes("value_ints", 0)).Node("Add", ["x", "a"], ["d"])
        .Node("Cast", ["b"], ["e"], MadeOnnx.Whole("to", 10)).Node("Where", ["c", "d", "e"], ["f"])
        .Node("Unsqueeze", ["f", "axes"], ["g"]).Node("Squeeze", ["g", "axes"], ["y"]));
}
