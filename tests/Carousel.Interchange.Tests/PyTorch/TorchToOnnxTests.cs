using Carousel.Interchange.Onnx;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Interchange.Tests.Onnx;
using Carousel.Jobs.Networks;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>From PyTorch through Carousel to ONNX: ONNX Runtime gives what PyTorch gave.</summary>
public sealed class TorchToOnnxTests
{
    [Fact]
    public void EveryStateDictionary_AnswersInOnnxRuntimeAsInPyTorch()
    {
        foreach (string name in TorchImportTests.Names)
        {
            (OnnxFile file, Dictionary<string, OnnxRuntimeTensor> inputs, float[] expected) = Case(name);
            double[] actual = OnnxRuntime.Run(file.Bytes, inputs)["output"].Data;
            Assert.Equal(expected.Length, actual.Length);
            for (int k = 0; k < actual.Length; k++)
            {
                Assert.True(
                    Math.Abs(actual[k] - expected[k]) <= 1e-5,
                    $"{name}, number {k}: {actual[k]} in place of {expected[k]}");
            }
        }
    }

    private static (OnnxFile File, Dictionary<string, OnnxRuntimeTensor> Inputs, float[] Expected) Case(string name)
    {
        string state = Parity.File($"pytorch/states/{name}.pth");
        using var tensors = ForeignTensors.Open(state);
        ForeignTensor input = tensors.Tensors["example.input"], output = tensors.Tensors["example.output"];
        (int batch, int steps) = (input.Sizes[0], input.Sizes[1]);
        using var model = NetworkModel.Of(TorchImport.Read(
            state,
            new()
            {
                Nonlinearity = name.StartsWith("rnn", StringComparison.Ordinal) ? "tanh" : null,
                Threads = 1,
            }).Model);
        OnnxFile file = OnnxExport.Write(model).Single();
        return (
            file, file.Inputs.ToDictionary(i => i.Split(' ')[0], i => Value(i, input, batch, steps)),
            Turned(output.Read(), batch, steps));
    }

    /// <summary>
    /// The description of an input, such as <c>reader.0.initial_h [1, batch, 4] float32</c>: the sequences, their
    /// lengths, or a state of zeros.
    /// </summary>
    private static OnnxRuntimeTensor Value(string described, ForeignTensor input, int batch, int steps)
    {
        string name = described.Split(' ')[0];
        int[] dims =
        [
            .. described.Split('[')[1].Split(']')[0].Split(',', StringSplitOptions.TrimEntries)
                .Select(
                    d => d switch { "time" => steps, "batch" => batch,
                        _ => int.Parse(d, System.Globalization.CultureInfo.InvariantCulture) }),
        ];
        int count = dims.Aggregate(1, (a, b) => a * b);
        return name switch
        {
            "input" =>
                new OnnxRuntimeTensor("float32", dims, [.. Turned(input.Read(), batch, steps).Select(v => (double)v)]),
            "lengths" => new OnnxRuntimeTensor("int32", dims, [.. Enumerable.Repeat((double)steps, count)]),
            _ => new OnnxRuntimeTensor("float32", dims, new double[count]),
        };
    }

    /// <summary>[B, T, F] to [T, B, F].</summary>
    private static float[] Turned(float[] values, int batch, int steps)
    {
        int width = values.Length / (batch * steps);
        return [
            .. Enumerable.Range(0, values.Length)
                .Select(k => values[((((k / width) % batch) * steps) + (k / width / batch)) * width + (k % width)]),
        ];
    }
}
