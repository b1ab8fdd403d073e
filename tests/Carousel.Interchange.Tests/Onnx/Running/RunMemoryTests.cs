using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>
/// What a run may take holds for everything that it takes: results, and what operators need beside them.
/// </summary>
[Collection(typeof(Alone))]
public sealed class RunMemoryTests
{
    // Values of the largest tensors; and bytes for lists of sizes, closures and the like.
    private const int Side = 64, Length = Side * Side, Few = 24 << 10;

    public static TheoryData<string> Operators => [.. Cases.Keys];

    // Inputs of the types that grow most while they are computed with: 1 or 2 bytes a value.
    private static Dictionary<string, OneOperator> Cases => new()
    {
        ["Add"] = new(["x int8", "x int8"]),
        ["Max"] = new(["x float16", "x float16"]),
        ["Mean"] = new(["x float16", "x float16"]),
        ["Pow"] = new(["x int8", "x float16"]),
        ["Less"] = new(["x int8", "x int8"]),
        ["And"] = new(["x bool", "x bool"]),
        ["Where"] = new(["x bool", "1 int8", "x int8"]),
        ["Conv"] = new(["1,1,x float16", "1,1,3 float16"]),
        ["MaxPool"] = new(["1,1,x uint8"], MadeOnnx.Wholes("kernel_shape", 3)),
        ["AveragePool"] = new(["1,1,x float16"], MadeOnnx.Wholes("kernel_shape", 3)),
        ["GlobalAveragePool"] = new(["1,x,1 float16"]),
        ["Gather"] = new(["4 int8", "x int32"]),
        ["OneHot"] = new(["x int8", ":2", "2 int8"]),
        ["Range"] = new([":0", $":{Length}", ":1"]),
        ["Cast"] = new(["x float16"], MadeOnnx.Whole("to", (int)OnnxType.Int8)),
        ["Reshape"] = new(["x int8", ":-1"]),
        ["Tile"] = new(["x int8", ":3"]),
        ["Pad"] = new(["x int8", "2 int64"]),
        ["Softmax"] = new(["x float16"]),
        ["LayerNormalization"] = new(["x,1 float16", "1 float16"]),
        ["BatchNormalization"] = new(["1,x float16", "x float16", "x float16", "x float16", "x float16"]),
        ["QuantizeLinear"] = new(["x float32", " float32"]),
        ["DequantizeLinear"] = new(["x uint8", " float32"]),
        ["DynamicQuantizeLinear"] = new(["x float32"]),
        ["MatMulInteger"] = new(["s,s uint8", "s,s uint8"]),
        ["MatMul"] = new(["s,s float16", "s,s float16"]),
        ["Gemm"] = new(["s,s float16", "s,s float16", "s float16"], MadeOnnx.Number("alpha", 2)),
        ["ReduceSum"] = new(["s,s int8", ":0"]),
        ["ReduceMin"] = new(["s,s float16"]),
        ["ArgMax"] = new(["s,s int8"]),
        ["CumSum"] = new(["x int8", ":0"]),
        ["TopK"] = new(["x int8", ":3"]),
        ["Relu"] = new(["x int8"]),
        ["Not"] = new(["x bool"]),
        ["Dropout"] = new(["x float16"]),
        ["LSTM"] = new(
            [
                "x,1,2 float16", "1,32,2 float16", "1,32,8 float16", "1,64 float16", "1 int32", "1,1,8 float16",
                "1,1,8 float16", "1,24 float16",
            ]),
        ["GRU"] = new(["2,s,2 float16", "1,96,2 float16", "1,96,32 float16", "1,192 float16", "s int32"]),
        ["RNN"] = new(["x,1,2 float16", "1,4,2 float16", "1,4,4 float16"], MadeOnnx.Number("clip", 1)),
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public void AnOperator_TakesNoMoreThanIsCounted(string name)
    {
        OneOperator one = Cases[name];
        MadeOnnx made = one.Made(name);
        (long refused, long runs) = (0, 64L << 20);
        Assert.True(Run(made, one, runs) > 0);

        // The least that it runs with: then everything that it takes was counted.
        while (runs - refused > 1)
        {
            long tried = (refused + runs) / 2;
            (refused, runs) = Run(made, one, tried) > 0 ? (refused, tried) : (tried, runs);
        }

        long bytes = Run(made, one, runs);
        Assert.True(bytes <= runs + Few, $"{bytes} bytes were allocated where {runs} were counted");
    }

    [Fact]
    public void MoreThanMayBeTaken_IsRefusedInASentence()
    {
        OneOperator one = Cases["Add"];
        using var session = new OnnxSession(
            one.Made("Add").Model(), new OnnxSessionOptions { Threads = 1, MostBytes = 2 * Length });
        ModelFileException exception = Assert.Throws<ModelFileException>(() => session.Run(one.Inputs()));
        Assert.Contains(
            "(Add) needs 32768 bytes while it runs, for which the 0 MB that a run may take are not enough.",
            exception.Message, StringComparison.Ordinal);
    }

    // Two values one after the other, together more than may be taken, of which the first, less than half of it, is no
    // longer read.
    [Fact]
    public void AValueThatNobodyReadsAnyMore_MakesRoom()
    {
        MadeOnnx made = new MadeOnnx().Weight("first", OnnxTensor.Of([7_000L], 1))
            .Weight("second", OnnxTensor.Of([15_000L], 1)).Output("b", OnnxType.Float32)
            .Node("ConstantOfShape", ["first"], ["a"]).Node("Shape", ["a"], ["s"]).Node("Sub", ["s", "s"], ["zero"])
            .Node("Add", ["zero", "second"], ["size"]).Node("ConstantOfShape", ["size"], ["b"]);
        using var session = new OnnxSession(made.Model(), new OnnxSessionOptions { Threads = 1, MostBytes = 61_000 });
        Assert.Equal(15_000, session.Run(new Dictionary<string, OnnxTensor>())["b"].Length);
        Assert.Equal(15_000, session.Run(new Dictionary<string, OnnxTensor>())["b"].Length);
    }

    [Theory]
    [InlineData("b", true)]
    [InlineData("r", false)]
    public void AView_HoldsItsValues(string output, bool fits)
    {
        MadeOnnx made = new MadeOnnx().Weight("size", OnnxTensor.Of([10_000L], 1))
            .Weight("rows", OnnxTensor.Of([100L, 100L], 2)).Output("b", OnnxType.Float32)
            .Node("ConstantOfShape", ["size"], ["a"]).Node("Reshape", ["a", "rows"], ["r"])
            .Node("Shape", ["r"], ["two"])
            .Node("ConstantOfShape", ["two"], ["b"]);
        if (output != "b")
        {
            made.Output(output, OnnxType.Float32);
        }

        using var session = new OnnxSession(made.Model(), new OnnxSessionOptions { Threads = 1, MostBytes = 60_000 });
        if (fits)
        {
            Assert.Equal(10_000, session.Run(new Dictionary<string, OnnxTensor>())["b"].Length);
        }
        else
        {
            Assert.Contains(
                "would make a tensor of float32 [100, 100]",
                Assert.Throws<ModelFileException>(() => session.Run(new Dictionary<string, OnnxTensor>())).Message,
                StringComparison.Ordinal);
        }
    }

    // Managed bytes of a second run; 0 where it is refused.
    private static long Run(MadeOnnx made, OneOperator one, long most)
    {
        using var session = new OnnxSession(made.Model(), new OnnxSessionOptions { Threads = 1, MostBytes = most });
        Dictionary<string, OnnxTensor> inputs = one.Inputs();
        try
        {
            session.Run(inputs);
            return Allocations.OfSteadyState(() => session.Run(inputs), warmUps: 1, rounds: 2);
        }
        catch (ModelFileException exception) when (exception.Message.Contains("not enough", StringComparison.Ordinal))
        {
            return 0;
        }
    }

    /// <summary>One operator.</summary>
    /// <param name="Ports">Its inputs: sizes and type, x and s standing for <see cref="Length"/> and
    /// <see cref="Side"/>; or a whole number behind a colon.</param>
    /// <param name="Attributes">Its attributes.</param>
    private sealed record OneOperator(string[] Ports, params AttributeProto[] Attributes)
    {
        public MadeOnnx Made(string name)
        {
            var made = new MadeOnnx();
            foreach ((string input, OnnxTensor tensor) in Inputs())
            {
                made.Input(
                    input, tensor.Type,
                    [
                        .. tensor.Dims.ToArray()
                            .Select(d => d.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ]);
            }

            return made.Output("y", OnnxType.Float32).Node(name, [.. Inputs().Keys], ["y"], Attributes);
        }

        public Dictionary<string, OnnxTensor> Inputs() =>
            Ports.Select((port, i) => (Name: $"in{i}", Tensor: Tensor(port))).ToDictionary(p => p.Name, p => p.Tensor);

        private static OnnxTensor Tensor(string port)
        {
            if (port[0] == ':')
            {
                return OnnxTensor.Of([long.Parse(port[1..], System.Globalization.CultureInfo.InvariantCulture)]);
            }

            string[] parts = port.Split(' ');
            int[] dims =
            [
                .. parts[0].Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(
                        d => d switch { "x" => Length, "s" => Side,
                            _ => int.Parse(d, System.Globalization.CultureInfo.InvariantCulture) }),
            ];
            Assert.True(OnnxTypes.TryParse(parts[1], out OnnxType type));

            // Ones: nothing divides by 0.
            var bytes = new byte[dims.Aggregate(1, (p, d) => p * d) * type.Size()];
            OnnxNumbers.Write([.. Enumerable.Repeat(1L, bytes.Length / type.Size())], type, bytes);
            return new OnnxTensor(type, dims, bytes);
        }
    }
}
