using Carousel.Data;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Running;

public class RecurrentOperatorsTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Outputs_AreThoseOfOnnxRuntime_InDrawnAttributes()
    {
        var golden = RecurrentGolden.Read();
        Assert.True(golden.Count >= 55);
        foreach ((int number, IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs) in golden)
        {
            var one = new RecurrentGrid(number);
            double difference = RecurrentGolden.Difference(one, outputs);
            Assert.True(difference <= Tolerance, $"{one.Text}: {difference:g3}");
        }
    }

    // Single precision runs on the kernels, which have twins of their own; double precision by the standard's text,
    // term by term.
    [Theory]
    [InlineData(OnnxType.Float32, Tolerance)]
    [InlineData(OnnxType.Float16, 5e-3)]
    public void Kernels_AgreeWithTheTermsOfTheText_WithEmptySequencesAmongOthers(OnnxType type, double tolerance)
    {
        for (int number = 0; number < 90; number++)
        {
            var one = new RecurrentGrid(number, hasZeroLengths: true, isPlain: true);
            IReadOnlyDictionary<string, OnnxTensor> fast = Run(one, type), plain = Run(one, OnnxType.Float64);
            foreach ((string name, OnnxTensor tensor) in plain)
            {
                Assert.Equal(type, fast[name].Type);
                double[] wanted = tensor.ToDoubles(), values = fast[name].ToDoubles();
                for (int i = 0; i < wanted.Length; i++)
                {
                    Assert.True(
                        Math.Abs(wanted[i] - values[i]) <= tolerance,
                        $"{one.Text} {name} {i}: {values[i]} and {wanted[i]}");
                }
            }
        }
    }

    [Theory]
    [InlineData("LSTM", 4, false)]
    [InlineData("GRU", 3, false)]
    [InlineData("RNN", 1, true)]
    public void AnEmptySequence_GivesZerosAndItsInitialState(string op, int gates, bool reverse)
    {
        MadeOnnx made = new MadeOnnx(14).Input("X", OnnxType.Float32, "2", "2", "1")
            .Input("lengths", OnnxType.Int32, "2").Input("h", OnnxType.Float32, "1", "2", "1")
            .Weight("W", OnnxTensor.Of(Ones(gates), 1, gates, 1)).Weight("R", OnnxTensor.Of(Ones(gates), 1, gates, 1))
            .Output("Y", OnnxType.Float32).Output("Y_h", OnnxType.Float32)
            .Node(
                op, ["X", "W", "R", "", "lengths", "h"], ["Y", "Y_h"], MadeOnnx.Whole("hidden_size", 1),
                MadeOnnx.Word("direction", reverse ? "reverse" : "forward"));
        using var session = new OnnxSession(made.Model());
        var outputs = session.Run(new Dictionary<string, OnnxTensor>
        {
            ["X"] = OnnxTensor.Of(Ones(4), 2, 2, 1),
            ["lengths"] = OnnxTensor.Of([0, 2], 2),
            ["h"] = OnnxTensor.Of([0.25f, 0.5f], 1, 2, 1),
        });
        float[] y = outputs["Y"].ToSingles(), final = outputs["Y_h"].ToSingles();
        Assert.Equal((0f, 0f), (y[0], y[2]));
        Assert.Equal(0.25f, final[0]);
        Assert.Equal(reverse ? y[1] : y[3], final[1]);
        Assert.NotEqual(0, final[1]);
    }

    [Fact]
    public void Runs_HaveEqualBits_ForAnyNumberOfThreads()
    {
        var one = new RecurrentGrid(6, isPlain: true);
        IReadOnlyDictionary<string, OnnxTensor> alone = Run(one, OnnxType.Float32, 1),
            together = Run(one, OnnxType.Float32, 3);
        Assert.All(alone, o => Assert.Equal(o.Value.ToSingles(), together[o.Key].ToSingles()));
    }

    [Theory]
    [InlineData("activations", "activations", "has 1 activations, where 3 are expected: 3 for each direction.")]
    [InlineData("name", "activations", "has the activation 'Swish'.")]
    [InlineData(
        "alpha", "activation_alpha",
        "1 values of activation_alpha and 0 of activation_beta more than its activations [Sigmoid, Tanh, Tanh] take.")]
    [InlineData(
        "scaled", "activations",
        "has the activation 'ScaledTanh' without its values in activation_alpha and activation_beta")]
    [InlineData("direction", "direction", "has the direction 'backward'")]
    [InlineData("clip", "clip", "has clip = -1, where a number above 0 is expected.")]
    public void Attributes_ThatCantBe_AreNamedWithTheNode(string wrong, string name, string sentence)
    {
        AttributeProto attribute = wrong switch
        {
            "activations" => MadeOnnx.Words(name, "Tanh"),
            "name" => MadeOnnx.Words(name, "Swish", "Tanh", "Tanh"),
            "alpha" => MadeOnnx.Numbers(name, 0.5f),
            "scaled" => MadeOnnx.Words(name, "Sigmoid", "ScaledTanh", "Tanh"),
            "direction" => MadeOnnx.Word(name, "backward"),
            _ => MadeOnnx.Number(name, -1),
        };
        ModelFileException exception = Assert.Throws<ModelFileException>(
            () => new OnnxSession(Lstm(attribute).Model()));
        Assert.StartsWith("made.onnx: node 'the LSTM' (LSTM) ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownAttribute_IsNamed()
    {
        OnnxNotTakenException exception = Assert.Throws<OnnxNotTakenException>(
            () => new OnnxSession(Lstm(MadeOnnx.Whole("sparkle", 1)).Model()));
        Assert.Contains(
            "has the attribute 'sparkle', which Carousel does not know for this operator", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_OfOtherSizes_AreNamedWithWhatIsExpected()
    {
        using var session = new OnnxSession(Lstm(MadeOnnx.Whole("hidden_size", 1)).Model());
        ModelFileException exception = Assert.Throws<ModelFileException>(
            () => session.Run(new Dictionary<string, OnnxTensor> { ["X"] = OnnxTensor.Of(new float[6], 2, 1, 3) }));
        Assert.Contains(
            "is given W float32 [1, 4, 1], but expects float32 [1, 4, 3] for X float32 [2, 1, 3] and 1 units in 1 "
            + "direction.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_ThatAreMissing_AreNamed()
    {
        using var session = new OnnxSession(Lstm(MadeOnnx.Whole("hidden_size", 1)).Model());
        DataFormatException exception = Assert.Throws<DataFormatException>(
            () => session.Run(new Dictionary<string, OnnxTensor>()));
        Assert.Equal(
            "The model's input X float32 [time, batch, features] is missing. It takes: X float32 [time, batch, "
            + "features].", exception.Message);
    }

    private static MadeOnnx Lstm(AttributeProto attribute) =>
        new MadeOnnx().Input("X", OnnxType.Float32, "time", "batch", "features")
        .Weight("W", OnnxTensor.Of(Ones(4), 1, 4, 1)).Weight("R", OnnxTensor.Of(Ones(4), 1, 4, 1))
        .Output("Y", OnnxType.Float32).Node("LSTM", ["X", "W", "R"], ["Y"], attribute);

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

    private static IReadOnlyDictionary<string, OnnxTensor> Run(RecurrentGrid one, OnnxType type, int threads = 1)
    {
        using var session = new OnnxSession(
            one.Made(one.IsBatchFirst, type).Model(), new OnnxSessionOptions { Threads = threads });
        return session.Run(one.Inputs(one.IsBatchFirst).ToDictionary(i => i.Key, i => RecurrentGrid.As(i.Value, type)));
    }
}
