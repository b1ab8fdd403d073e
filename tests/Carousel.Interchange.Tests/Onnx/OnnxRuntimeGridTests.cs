using Carousel.Interchange.Onnx;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>Recurrent operators with attributes drawn by chance against ONNX Runtime, live. docs/guide/onnx.md says where the standard's text and ONNX Runtime part.</summary>
[Trait("Against", "OnnxRuntime")]
public sealed class OnnxRuntimeGridTests(ITestOutputHelper output)
{
    private const int Cases = 900;
    private const double Tolerance = 1e-5, Largest = 100;

    [Fact]
    public void RecurrentOperators_AgreeWithOnnxRuntime_InAllAttributes()
    {
        Assert.SkipUnless(OnnxRuntime.IsThere, OnnxRuntime.Missing);
        RecurrentGrid[] cases = [.. Enumerable.Range(0, Cases).Select(n => new RecurrentGrid(n))];
        IReadOnlyList<OnnxRuntimeAnswer> answers = Ask(cases);
        var wrong = new List<string>();
        (int agree, int grown, double worst) = (0, 0, 0);
        for (int i = 0; i < cases.Length; i++)
        {
            if (answers[i].Error is { } error)
            {
                wrong.Add($"{cases[i].Text}: ONNX Runtime refuses it: {error}");
                continue;
            }

            // Activations without bounds let some cases grow from step to step: there rounding in single precision is all that is left to compare.
            if (answers[i].Outputs.Values.Any(o => o.Data.Any(v => !(Math.Abs(v) <= Largest))))
            {
                grown++;
                continue;
            }

            double difference = RecurrentGolden.Difference(cases[i], answers[i].Outputs);
            worst = Math.Max(worst, difference);
            if (difference <= Tolerance)
            {
                agree++;
            }
            else
            {
                wrong.Add($"{cases[i].Text}: {difference:g3}");
            }
        }

        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_GOLDEN") == "1")
        {
            RecurrentGolden.Write(Enumerable.Range(0, Cases).Where(i => i % 15 == 4 && answers[i].Outputs.Values.All(o => o.Data.All(v => Math.Abs(v) <= Largest))).ToDictionary(i => i, i => answers[i]));
        }

        output.WriteLine($"{agree} of {cases.Length} cases within {Tolerance:g1}, the worst {worst:g3}; {grown} grew above {Largest} and were not compared");
        wrong.ForEach(output.WriteLine);
        Assert.Empty(wrong);
        Assert.True(agree >= 850);
    }

    private static IReadOnlyList<OnnxRuntimeAnswer> Ask(RecurrentGrid[] cases)
    {
        string folder = Directory.CreateTempSubdirectory("carousel-grid-").FullName;
        try
        {
            return OnnxRuntime.Run([.. cases.Select((c, i) =>
            {
                string path = Path.Combine(folder, $"{i}.onnx");
                File.WriteAllBytes(path, c.Made(batchFirst: false).Bytes());
                return new OnnxRuntimeCase(path, c.Inputs(batchFirst: false).ToDictionary(p => p.Key, p => Tensor(p.Value)));
            })]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static OnnxRuntimeTensor Tensor(OnnxTensor tensor) => new(tensor.Type == OnnxType.Int32 ? "int32" : "float32", tensor.Dims.ToArray(), tensor.ToDoubles());
}
