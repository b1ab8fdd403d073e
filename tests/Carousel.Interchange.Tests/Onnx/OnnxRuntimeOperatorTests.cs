using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Running;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>
/// Single operators against ONNX Runtime, live: its own LSTM in 8 bits, and edges that the standard's text leaves open.
/// </summary>
[Trait("Against", "OnnxRuntime")]
public sealed class OnnxRuntimeOperatorTests(ITestOutputHelper output)
{
    private const int Seed = 20261122, QuantisedCases = 300;
    private const double Tolerance = 1e-5;

    [Fact]
    public void DynamicQuantizeLstm_AgreesWithOnnxRuntime()
    {
        BytesInOnnxRuntime.RequireExact();
        QuantisedLstmCase[] cases =
        [
            .. Enumerable.Range(0, QuantisedCases).Select(n => new QuantisedLstmCase(Seed + n)),
        ];
        IReadOnlyList<OnnxRuntimeAnswer> answers = LiveOnnxRuntime.Ask([.. cases.Select(c => (c.Made, c.Inputs))]);
        var differences = new List<double>();
        foreach ((QuantisedLstmCase one, OnnxRuntimeAnswer answer) in cases.Zip(answers))
        {
            Assert.True(answer.Error is null, $"{one.Text}: {answer.Error}");
            double difference = Difference(one.Made, one.Inputs, answer);
            differences.Add(difference);
            if (difference > Tolerance)
            {
                output.WriteLine($"{one.Text}: {difference:g3}");
            }
        }

        output.WriteLine(
            $"{differences.Count(d => d <= Tolerance)} of {differences.Count} cases within {Tolerance:g1}, the "
            + $"worst {differences.Max():g3}");
        Assert.True(differences.Max() <= Tolerance);
    }

    [Fact]
    public void Edges_AreThoseOfOnnxRuntime()
    {
        Needed.Require(OnnxRuntime.IsThere, OnnxRuntime.Missing);
        (MadeOnnx Made, IReadOnlyDictionary<string, OnnxTensor> Inputs)[] cases =
        [
            Edge(
                "Squeeze", 13, [], ("x", OnnxTensor.Of([1f, 2f], 1, 2, 1)),
                ("axes", OnnxTensor.Of(Array.Empty<long>(), 0))),
            Edge("Squeeze", 11, [MadeOnnx.Wholes("axes")], ("x", OnnxTensor.Of([1f, 2f], 1, 2, 1))),

            // A window of two places that both lie in the padding.
            Edge(
                "MaxPool", 12,
                [MadeOnnx.Wholes("kernel_shape", 2), MadeOnnx.Wholes("dilations", 3), MadeOnnx.Wholes("pads", 1, 1)],
                ("x", OnnxTensor.Of([1f, 2f], 1, 1, 2))),
            Edge(
                "AveragePool", 19,
                [
                    MadeOnnx.Wholes("kernel_shape", 3), MadeOnnx.Wholes("strides", 2), MadeOnnx.Wholes("pads", 1, 1),
                    MadeOnnx.Whole("ceil_mode", 1), MadeOnnx.Whole("count_include_pad", 1),
                ], ("x", OnnxTensor.Of([3f, 6f], 1, 1, 2))),
        ];
        IReadOnlyList<OnnxRuntimeAnswer> answers = LiveOnnxRuntime.Ask(cases);
        for (int i = 0; i < cases.Length; i++)
        {
            string name = cases[i].Made.Proto.Graph.Node[0].OpType;
            Assert.True(answers[i].Error is null, $"{name}: {answers[i].Error}");
            Assert.True(Difference(cases[i].Made, cases[i].Inputs, answers[i]) <= Tolerance, name);
        }
    }

    private static (MadeOnnx Made, IReadOnlyDictionary<string, OnnxTensor> Inputs) Edge(
        string op, long opset, AttributeProto[] attributes, params (string Name, OnnxTensor Tensor)[] inputs)
    {
        var made = new MadeOnnx(opset);
        foreach ((string name, OnnxTensor tensor) in inputs)
        {
            made.Input(
                name, tensor.Type,
                [.. tensor.Dims.ToArray().Select(d => d.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }

        return (made.Output("y", OnnxType.Float32)
            .Node(op, [.. inputs.Select(i => i.Name)], ["y"], attributes),
            inputs.ToDictionary(i => i.Name, i => i.Tensor));
    }

    private static double Difference(
        MadeOnnx made, IReadOnlyDictionary<string, OnnxTensor> inputs, OnnxRuntimeAnswer answer)
    {
        using var session = new OnnxSession(made.Model(), new OnnxSessionOptions { Threads = 1 });
        double worst = 0;
        foreach ((string name, OnnxTensor tensor) in session.Run(inputs))
        {
            Assert.Equal(answer.Outputs[name].Dims, tensor.Dims.ToArray());
            double[] ours = tensor.ToDoubles();
            for (int i = 0; i < ours.Length; i++)
            {
                double theirs = answer.Outputs[name].Data[i],
                    difference = Math.Abs(ours[i] - theirs) / Math.Max(1, Math.Abs(theirs));
                worst = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, difference);
            }
        }

        return worst;
    }
}
