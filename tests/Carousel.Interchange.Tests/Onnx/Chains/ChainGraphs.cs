using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>Makes small graphs around recurrent nodes, as exporters of several programs write them.</summary>
internal sealed class ChainGraphs
{
    private const int I = 3, H = 2;

    private static readonly AttributeProto _reverse = MadeOnnx.Word("direction", "reverse");

    private readonly Draws _draws = new(5);

    /// <summary>The file of a graph; what its last node gives is its output.</summary>
    public byte[] Make(string name)
    {
        MadeOnnx made = Graph(name);
        NodeProto last = made.Proto.Graph.Node[^1];
        return made.Output(last.Output[0], made.Proto.Graph.Input.Select(
            i => (OnnxType)i.Type.TensorType.ElemType).FirstOrDefault(t => t.IsReal(), OnnxType.Float32)).Bytes();
    }

    private MadeOnnx Graph(string name) => name switch
    {
        "two nodes as both directions" => Dense(Joined("LSTM", true, "f", "r"), "j", 2 * H),
        "reverse before forward" => Dense(Joined("LSTM", true, "r", "f"), "j"),
        "last states of two nodes" => Dense(Joined("GRU", false, "f", "r"), "j", 2 * H),
        "directions split and joined" =>
            Dense(Sides().Node("Concat", ["s0", "s1"], ["j"], MadeOnnx.Whole("axis", 2)), "j", 2 * H),
        "both directions, last step of each" =>
            Dense(
                Sides().Weight("last", OnnxTensor.Of([-1L], 1)).Node("Gather", ["s0", "last"], ["l0"])
                    .Node("Gather", ["s1", "last"], ["l1"])
                    .Node("Concat", ["l0", "l1"], ["j"], MadeOnnx.Whole("axis", -1)), "j", 2 * H),
        "one direction alone" => Dense(Sides(), "s0"),
        "sum of directions" => Dense(Sides().Node("Add", ["s0", "s1"], ["j"]), "j"),
        "first step of both directions" =>
            Dense(Both().Weight("zero", OnnxTensor.Of([0L])).Node("Gather", ["m", "zero"], ["g"]), "g", 2 * H),
        "reverse node, first step" =>
            Dense(
                Cell(X(), "LSTM", "x", "r", attributes: [_reverse]).Weight("zero", OnnxTensor.Of([0L]))
                    .Node("Gather", ["rs", "zero"], ["g"]), "g"),
        "first step" => Dense(Plain().Weight("zero", OnnxTensor.Of([0L])).Node("Gather", ["as", "zero"], ["g"]), "g"),
        "sequences first by layout" =>
            Dense(
                Cell(X("batch", "time"), "LSTM", "x", "a", axis: 2, attributes: [MadeOnnx.Whole("layout", 1)])
                    .Weight("last", OnnxTensor.Of([-1L]))
                    .Node("Gather", ["as", "last"], ["g"], MadeOnnx.Whole("axis", 1)), "g"),
        "dropout and identity between" =>
            Dense(
                Cell(Plain().Node("Dropout", ["as"], ["d"]).Node("Identity", ["d"], ["e"]), "LSTM", "e", "b", width: H),
                "bs").Node("Relu", ["y"], ["z"]),
        "last step by slice and reshape" =>
            Dense(
                Plain().Weight("from", OnnxTensor.Of([-1L], 1)).Weight("to", OnnxTensor.Of([long.MaxValue], 1))
                    .Weight("first", OnnxTensor.Of([0L], 1)).Weight("sizes", OnnxTensor.Of([-1L, H], 2))
                    .Node("Slice", ["as", "from", "to", "first"], ["g"]).Node("Reshape", ["g", "sizes"], ["h"]), "h"),
        "largest by a pooling" =>
            Dense(
                Plain().Weight("end", OnnxTensor.Of([-1L], 1))
                    .Node("Transpose", ["as"], ["t"], MadeOnnx.Wholes("perm", 1, 2, 0))
                    .Node("GlobalMaxPool", ["t"], ["g"]).Node("Squeeze", ["g", "end"], ["h"]), "h"),
        "constants beside layers" =>
            Dense(
                Cell(
                    X().Weight("c", OnnxTensor.Of([0.5f, 2, -1], 3)).Weight("k", OnnxTensor.Of([0.3f]))
                        .Node("Sub", ["x", "c"], ["u"]).Node("Mul", ["k", "u"], ["v"]), "LSTM", "v", "a")
                .Node("Add", ["as", "k"], ["w"]).Node("Div", ["w", "k"], ["q"]), "q"),
        "normalised batches" =>
            Dense(
                Normalized(Plain().Node("Transpose", ["as"], ["t"], MadeOnnx.Wholes("perm", 1, 2, 0)), "t", "v")
                    .Node("Transpose", ["v"], ["w"], MadeOnnx.Wholes("perm", 2, 0, 1)), "w"),
        "normalised batches of pooled steps" => Normalized(Last(3), "y", "v", 3),
        "sum of the steps" =>
            Dense(
                Plain().Weight("zero", OnnxTensor.Of([0L], 1))
                    .Node("ReduceSum", ["as", "zero"], ["g"], MadeOnnx.Whole("keepdims", 0)), "g"),
        "constants of another width" =>
            Dense(Plain().Weight("c", OnnxTensor.Of([1f, 2, 3, 4], 2, 2)).Node("Mul", ["as", "c"], ["q"]), "q"),
        "one number of one unit in both directions" => Dense(Joined("LSTM", true, "f", "r", units: 1), "j", 2),
        "logarithms of probabilities" => Last(3).Node("LogSoftmax", ["y"], ["z"], MadeOnnx.Whole("axis", -1)),
        "behind a soft-max" =>
            Last(3).Node("Softmax", ["y"], ["p"], MadeOnnx.Whole("axis", -1)).Node("Relu", ["p"], ["z"]),
        "logistic behind a recurrent layer" =>
            Plain().Weight("last", OnnxTensor.Of([-1L])).Node("Gather", ["as", "last"], ["g"])
                .Node("Sigmoid", ["g"], ["y"]),
        "last cells that leave" => Dense(Plain().Output("ac", OnnxType.Float32).Output("ah", OnnxType.Float32), "as"),
        "half precision" =>
            Dense(
                Cell(new MadeOnnx().Input("x", OnnxType.Float16, "time", "batch", "3"), "LSTM", "x", "a", isHalf: true),
                "as", isHalf: true),
        "a product without a bias" => Dense(Plain(), "as"),
        "clip" => Dense(Cell(X(), "LSTM", "x", "a", attributes: [MadeOnnx.Number("clip", 1)]), "as"),
        "unknown operator" => Plain().Node("NonZero", ["as"], ["y"]),
        "convolution" =>
            Dense(Cell(X().Weight("k", Weights(3, 3, 1)).Node("Conv", ["x", "k"], ["v"]), "LSTM", "v", "a"), "as"),
        "zeros next to the values" =>
            Dense(
                Plain().Node("Shape", ["as"], ["n"]).Node("ConstantOfShape", ["n"], ["o"])
                    .Node("Concat", ["as", "o"], ["z2"], MadeOnnx.Whole("axis", 2)), "z2", 4),
        "further values beside the input" =>
            Dense(
                Cell(
                    X().Input("s", OnnxType.Float32, "time", "batch", "5")
                        .Node("Concat", ["x", "s"], ["xs"], MadeOnnx.Whole("axis", 2)), "LSTM", "xs", "a",
                        width: I + 5), "as"),
        "further values in both directions" =>
            Dense(
                Cell(
                    X().Input("s", OnnxType.Float32, "time", "batch", "5")
                        .Node("Concat", ["x", "s"], ["xs"], MadeOnnx.Whole("axis", 2)), "LSTM", "xs", "a", width: I + 5,
                        directions: 2)
                .Node("Transpose", ["a"], ["t"], MadeOnnx.Wholes("perm", 0, 2, 1, 3))
                .Weight("beside", OnnxTensor.Of([0L, 0L, 2 * H], 3)).Node("Reshape", ["t", "beside"], ["m"]), "m",
                2 * H),
        "further values added" =>
            Dense(Plain(), "as").Input("s", OnnxType.Float32, "1", "5").Weight("S", Weights(5, 1))
                .Weight("sb", Weights(1)).Node("Gemm", ["s", "S", "sb"], ["sd"]).Node("Add", ["y", "sd"], ["z"]),
        "two inputs" =>
            Dense(
                Cell(
                    X().Input("x2", OnnxType.Float32, "time", "batch", "3").Node("Add", ["x", "x2"], ["u"]), "LSTM",
                    "u", "a"), "as"),
        "a state computed of an input" =>
            Dense(
                Begun(
                    X().Input("ctx", OnnxType.Float32, "1", "batch", "4").Weight("C", Weights(4, H))
                        .Node("MatMul", ["ctx", "C"], ["h0"])), "as"),
        "padding as truth values" =>
            Dense(
                Plain().Input("pad", OnnxType.Bool, "time", "batch").Weight("end", OnnxTensor.Of([2L], 1))
                    .Node("Not", ["pad"], ["np"]).Node("Cast", ["np"], ["m"], MadeOnnx.Whole("to", 1))
                    .Node("Unsqueeze", ["m", "end"], ["mu"]).Node("Mul", ["as", "mu"], ["ym"]), "ym"),
        "a class beside the steps" =>
            Dense(Cell(X("6", "1"), "LSTM", "x", "a"), "as").Input("cls", OnnxType.Int64, "1")
                .Weight("table", Weights(10, 1)).Node("Gather", ["table", "cls"], ["e"]).Node("Add", ["y", "e"], ["z"]),
        "a factor of whole numbers" =>
            Dense(
                Cell(X("6", "1"), "LSTM", "x", "a").Input("n", OnnxType.Int64, "1").Weight("six", OnnxTensor.Of([6f]))
                    .Node("Cast", ["n"], ["f"], MadeOnnx.Whole("to", 1)).Node("Div", ["f", "six"], ["one"])
                    .Node("Mul", ["as", "one"], ["u"]), "u"),
        "inputs that nothing reads" =>
            Dense(Plain().Input("pad", OnnxType.Bool, "time", "batch").Input("cls", OnnxType.Int64, "1", "2"), "as"),
        "a state before the sequences" =>
            Dense(
                Begun(
                    new MadeOnnx().Input("h0", OnnxType.Float32, "1", "batch", "2")
                        .Input("x", OnnxType.Float32, "time", "batch", "3")), "as"),
        "lengths before the sequences" =>
            Dense(
                Begun(
                    new MadeOnnx().Input("n", OnnxType.Int64, "batch")
                        .Input("x", OnnxType.Float32, "time", "batch", "3")
                        .Node("Cast", ["n"], ["n32"], MadeOnnx.Whole("to", (long)OnnxType.Int32)), "n32", ""), "as"),
        "cast to whole numbers" =>
            Dense(
                Plain().Node("Cast", ["as"], ["i"], MadeOnnx.Whole("to", (long)OnnxType.Int32))
                    .Node("Cast", ["i"], ["f"], MadeOnnx.Whole("to", (long)OnnxType.Float32)), "f"),
        "the first 128 steps" => Dense(Cell(Sliced(0, 128), "LSTM", "u", "a"), "as"),
        "the last 128 steps" => Dense(Cell(Sliced(-128, long.MaxValue), "LSTM", "u", "a"), "as"),
        "all steps by a slice" => Dense(Cell(Sliced(0, int.MaxValue), "LSTM", "u", "a"), "as"),
        "one step" => Dense(Cell(X("1", "batch"), "LSTM", "x", "a"), "as"),
        "columns of nothing" =>
            Dense(
                Cell(
                    X().Weight("o", OnnxTensor.Of(Array.Empty<float>(), 0, 0, 500_000_000))
                        .Node("Concat", ["x", "o"], ["u"], MadeOnnx.Whole("axis", 2)), "LSTM", "u", "a"), "as"),
        "a split of which nobody wants anything" => Dense(Plain().Node("Split", ["as"], []), "as"),
        "a branch that is not read" =>
            Dense(
                Plain().Input("n", OnnxType.Int64, "batch").Weight("table", Weights(9, 1))
                    .Node("Gather", ["table", "n"], ["e"]), "as"),
        "nothing to divide by" =>
            Dense(Plain().Weight("k", OnnxTensor.Of([0f, 1f], 2)).Node("Div", ["as", "k"], ["u"]), "u"),
        "two answers" =>
            Dense(Plain(), "as").Weight("M2", Weights(1, 1)).Node("MatMul", ["y", "M2"], ["z"])
                .Output("y", OnnxType.Float32),
        "pictures" => new MadeOnnx().Input("x", OnnxType.Float32, "batch", "1", "8", "8").Node("Relu", ["x"], ["y"]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such graph"),
    };

    private static MadeOnnx X(string first = "time", string second = "batch") =>
        new MadeOnnx().Input("x", OnnxType.Float32, first, second, "3");

    private MadeOnnx Plain() => Cell(X(), "LSTM", "x", "a");

    /// <summary>An LSTM that begins at 'h0' or reads lengths.</summary>
    private MadeOnnx Begun(MadeOnnx made, string lengths = "", string state = "h0") =>
        made.Weight("aW", Weights(1, 4 * H, I)).Weight("aR", Weights(1, 4 * H, H)).Weight("aB", Weights(1, 8 * H))
            .Weight("aaxis", OnnxTensor.Of([1L], 1))
            .Node("LSTM", ["x", "aW", "aR", "aB", lengths, state], ["a"], MadeOnnx.Whole("hidden_size", H))
            .Node("Squeeze", ["a", "aaxis"], ["as"]);

    /// <summary>Some steps of the input as 'u'.</summary>
    private static MadeOnnx Sliced(long from, long to) =>
        X().Weight("from", OnnxTensor.Of([from], 1)).Weight("to", OnnxTensor.Of([to], 1))
            .Weight("time", OnnxTensor.Of([0L], 1)).Node("Slice", ["x", "from", "to", "time"], ["u"]);

    private MadeOnnx Last(int outputs) =>
        Dense(Plain().Weight("last", OnnxTensor.Of([-1L])).Node("Gather", ["as", "last"], ["g"]), "g", H, outputs);

    /// <summary>Both directions of one node, [time, batch, 2·H] as 'm'.</summary>
    private MadeOnnx Both() =>
        Cell(X(), "LSTM", "x", "a", directions: 2).Node("Transpose", ["a"], ["t"], MadeOnnx.Wholes("perm", 0, 2, 1, 3))
        .Weight("beside", OnnxTensor.Of([0L, 0L, 2 * H], 3)).Node("Reshape", ["t", "beside"], ["m"]);

    /// <summary>Both directions of one node taken apart, [time, batch, H] each.</summary>
    private MadeOnnx Sides() =>
        Cell(X(), "LSTM", "x", "a", directions: 2).Weight("one", OnnxTensor.Of([1L], 1))
            .Node("Split", ["a"], ["p0", "p1"], MadeOnnx.Whole("axis", 1))
            .Node("Squeeze", ["p0", "one"], ["s0"]).Node("Squeeze", ["p1", "one"], ["s1"]);

    /// <summary>A node of each direction, their steps or their last states joined as 'j'.</summary>
    private MadeOnnx Joined(string operation, bool hasSteps, string left, string right, int units = H)
    {
        MadeOnnx made = Cell(
            Cell(X(), operation, "x", "f", units: units), operation, "x", "r", units: units, attributes: [_reverse]);
        string part = hasSteps ? "s" : "l";
        return made.Node("Concat", [left + part, right + part], ["j"], MadeOnnx.Whole("axis", -1));
    }

    /// <summary>
    /// A recurrent node. One direction also has its steps without the axis of directions, with the suffix s, and
    /// its last states so, with the suffix l.
    /// </summary>
    private MadeOnnx Cell(
        MadeOnnx made, string operation, string input, string name, int units = H, int width = I, int directions = 1,
        int axis = 1, bool isHalf = false, AttributeProto[]? attributes = null)
    {
        int rows = (operation == "LSTM" ? 4 : operation == "GRU" ? 3 : 1) * units;
        made = made.Weight(name + "W", Weights(isHalf, directions, rows, width))
            .Weight(name + "R", Weights(isHalf, directions, rows, units))
            .Weight(name + "B", Weights(isHalf, directions, 2 * rows))
            .Node(
                operation, [input, name + "W", name + "R", name + "B"],
                [name, name + "h", .. operation == "LSTM" ? [name + "c"] : Array.Empty<string>()],
                [MadeOnnx.Whole("hidden_size", units), .. attributes ?? [], .. directions == 2
                    ? [MadeOnnx.Word("direction", "bidirectional")]
                    : Array.Empty<AttributeProto>()]);
        return directions == 2 ? made
            : made.Weight(name + "axis", OnnxTensor.Of([(long)axis], 1))
                .Weight(name + "first", OnnxTensor.Of([(long)axis - 1], 1))
                .Node("Squeeze", [name, name + "axis"], [name + "s"])
                .Node("Squeeze", [name + "h", name + "first"], [name + "l"]);
    }

    private MadeOnnx Dense(MadeOnnx made, string input, int width = H, int outputs = 1, bool isHalf = false) =>
        made.Weight("M", Weights(isHalf, width, outputs)).Node("MatMul", [input, "M"], ["y"]);

    /// <summary>By means and variances of each value along the second axis.</summary>
    private MadeOnnx Normalized(MadeOnnx made, string input, string output, int width = H) =>
        made.Weight(output + "scale", Weights(width)).Weight(output + "bias", Weights(width))
            .Weight(output + "mean", Weights(width))
            .Weight(
                output + "variance", OnnxTensor.Of([.. _draws.Floats(width).Select(v => 0.5f + Math.Abs(v))], width))
            .Node(
                "BatchNormalization", [input, output + "scale", output + "bias", output + "mean", output + "variance"],
                [output], MadeOnnx.Number("epsilon", 0.01f));

    private OnnxTensor Weights(params int[] dims) => Weights(false, dims);

    private OnnxTensor Weights(bool isHalf, params int[] dims)
    {
        float[] values = _draws.Floats(dims.Aggregate(1, (p, d) => p * d));
        return isHalf ? OnnxTensor.Of(Array.ConvertAll(values, v => (Half)v), dims) : OnnxTensor.Of(values, dims);
    }
}
