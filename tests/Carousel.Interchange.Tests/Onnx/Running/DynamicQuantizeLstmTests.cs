using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>
/// The LSTM of weights in bytes rounds inputs and states as ONNX Runtime does: one range for the inputs, one for the
/// states of each step.
/// </summary>
public sealed class DynamicQuantizeLstmTests
{
    private const int Steps = 5, Batch = 3, Inputs = 12, Hidden = 8;

    [Fact]
    [Trait("Against", "OnnxRuntime")]
    public void States_AreRoundedAsInOnnxRuntime_InAllDirectionsAndRaggedLengths()
    {
        BytesInOnnxRuntime.RequireExact();
        string folder = Directory.CreateTempSubdirectory("carousel-bytes-").FullName;
        try
        {
            var cases = new List<(string Path, Dictionary<string, OnnxTensor> Inputs)>();
            foreach (string direction in new[] { "forward", "reverse", "bidirectional" })
            {
                foreach (int[]? lengths in new[] { null, [5, 3, 2], [2, 5, 1], [4, 3, 2], new[] { 1, 1, 1 } })
                {
                    string path = Path.Combine(folder, $"{cases.Count}.onnx");
                    File.WriteAllBytes(path, Made(direction, lengths is not null, new Random(cases.Count)).Bytes());
                    cases.Add(
                        (path, Given(direction == "bidirectional" ? 2 : 1, lengths, new Random(100 + cases.Count))));
                }
            }

            IReadOnlyList<OnnxRuntimeAnswer> answers = OnnxRuntime.Run(
                [
                    .. cases.Select(
                        c =>
                            new OnnxRuntimeCase(
                                c.Path,
                                c.Inputs.ToDictionary(
                                    i => i.Key,
                                    i =>
                                        new OnnxRuntimeTensor(
                                            i.Value.Type == OnnxType.Int32 ? "int32" : "float32",
                                            i.Value.Dims.ToArray(), i.Value.ToDoubles())))),
                ]);
            double largest = 0, unrounded = 0;
            foreach (((string path, Dictionary<string, OnnxTensor> inputs), OnnxRuntimeAnswer answer) in cases.Zip(
                answers))
            {
                Assert.Null(answer.Error);
                largest = Math.Max(largest, Difference(path, inputs, answer, roundsNothing: false));
                unrounded = Math.Max(unrounded, Difference(path, inputs, answer, roundsNothing: true));
            }

            TestContext.Current.TestOutputHelper!.WriteLine($"{largest:0.0e0}; unrounded {unrounded:0.0e0}");
            Assert.InRange(largest, 0, 1e-6);
            Assert.InRange(unrounded, 1e-4, 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Difference(
        string path, Dictionary<string, OnnxTensor> inputs, OnnxRuntimeAnswer answer, bool roundsNothing)
    {
        using var session = new OnnxSession(
            OnnxModel.Load(path), new OnnxSessionOptions { Threads = 1, Dequantises = roundsNothing });
        return session.Run(inputs)
            .Max(o => o.Value.ToDoubles().Zip(answer.Outputs[o.Key].Data, (a, b) => Math.Abs(a - b)).Max());
    }

    private static MadeOnnx Made(string direction, bool hasLengths, Random random)
    {
        int D = direction == "bidirectional" ? 2 : 1, rows = 4 * Hidden;
        OnnxTensor Bytes(int columns) =>
            OnnxTensor.Of(
                Enumerable.Range(0, D * columns * rows).Select(_ => (sbyte)random.Next(-127, 128)).ToArray(), D,
                columns, rows);
        OnnxTensor Scales() =>
            OnnxTensor.Of(
                Enumerable.Range(0, D * rows).Select(_ => 0.002f + (0.008f * random.NextSingle())).ToArray(), D, rows);
        MadeOnnx made = new MadeOnnx(hasMicrosoft: true).Input("x", OnnxType.Float32, "time", "batch", $"{Inputs}")
            .Input("h", OnnxType.Float32, $"{D}", "batch", $"{Hidden}")
            .Input("c", OnnxType.Float32, $"{D}", "batch", $"{Hidden}")
            .Output("y", OnnxType.Float32).Output("last_h", OnnxType.Float32).Output("last_c", OnnxType.Float32)
            .Weight("W", Bytes(Inputs)).Weight("R", Bytes(Hidden))
            .Weight(
                "b",
                OnnxTensor.Of(
                    Enumerable.Range(0, D * 2 * rows).Select(_ => random.NextSingle() - 0.5f).ToArray(), D, 2 * rows))
            .Weight("w", Scales()).Weight("r", Scales()).Weight("zero", OnnxTensor.Of(new sbyte[D * rows], D, rows));
        if (hasLengths)
        {
            made.Input("lengths", OnnxType.Int32, "batch");
        }

        made.Node(
            "DynamicQuantizeLSTM",
            ["x", "W", "R", "b", hasLengths ? "lengths" : "", "h", "c", "", "w", "zero", "r", "zero"],
            ["y", "last_h", "last_c"], MadeOnnx.Whole("hidden_size", Hidden), MadeOnnx.Word("direction", direction));
        NodeProto node = made.Proto.Graph.Node[0];
        node.Domain = "com.microsoft";
        return made;
    }

    private static Dictionary<string, OnnxTensor> Given(int directions, int[]? lengths, Random random)
    {
        OnnxTensor Numbers(params int[] dims) =>
            OnnxTensor.Of(
                Enumerable.Range(0, dims.Aggregate(1, (p, d) => p * d)).Select(_ => (2 * random.NextSingle()) - 1)
                    .ToArray(), dims);
        var given = new Dictionary<string, OnnxTensor>
        {
            ["x"] = Numbers(Steps, Batch, Inputs),
            ["h"] = Numbers(directions, Batch, Hidden),
            ["c"] = Numbers(directions, Batch, Hidden),
        };
        if (lengths is not null)
        {
            given["lengths"] = OnnxTensor.Of(lengths, Batch);
        }

        return given;
    }
}
