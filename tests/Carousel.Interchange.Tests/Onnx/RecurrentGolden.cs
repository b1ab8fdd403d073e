using System.Globalization;
using System.Text.Json;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Running;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>
/// What ONNX Runtime said to some cases of <see cref="RecurrentGrid"/>: tests/parity/golden/recurrent-cases.json.
/// </summary>
internal static class RecurrentGolden
{
    private static string GoldenFile => Path.Combine(Golden.Folder(), "recurrent-cases.json");

    /// <summary>Reads the file.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyDictionary<string, OnnxRuntimeTensor>> Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(GoldenFile));
        return document.RootElement.EnumerateObject().ToDictionary(
            c => int.Parse(c.Name, CultureInfo.InvariantCulture),
            c =>
                (IReadOnlyDictionary<string, OnnxRuntimeTensor>)c.Value.EnumerateObject()
                    .ToDictionary(o => o.Name, o => new OnnxRuntimeTensor(
                    "float32",
                    [.. o.Value.GetProperty("dims").EnumerateArray().Select(d => d.GetInt32())],
                    [.. o.Value.GetProperty("data").EnumerateArray().Select(d => d.GetDouble())])));
    }

    /// <summary>Writes the file.</summary>
    public static void Write(IReadOnlyDictionary<int, OnnxRuntimeAnswer> answers)
    {
        using FileStream stream = File.Create(GoldenFile);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        foreach ((int number, OnnxRuntimeAnswer answer) in answers)
        {
            json.WriteStartObject(number.ToString(CultureInfo.InvariantCulture));
            foreach ((string name, OnnxRuntimeTensor tensor) in answer.Outputs)
            {
                json.WriteStartObject(name);
                json.WritePropertyName("dims");
                json.WriteRawValue($"[{string.Join(',', tensor.Dims)}]");
                json.WritePropertyName("data");
                IEnumerable<string> data = tensor.Data.Select(
                    v => ((float)v).ToString("R", CultureInfo.InvariantCulture));
                json.WriteRawValue($"[{string.Join(',', data)}]");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>How far Carousel's outputs of a case are from others at most, relative to values above 1.</summary>
    public static double Difference(RecurrentGrid one, IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs) =>
        Compare(one, outputs, static _ => true).Worst;

    /// <summary>As <see cref="Difference"/>, without the final states of sequences of no steps.</summary>
    /// <returns>The difference, and how many values of those states differ.</returns>
    public static (double Worst, int OtherStates) DifferenceBesideEmpty(
        RecurrentGrid one, IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs) =>
        Compare(one, outputs, sequence => one.Lengths[sequence] > 0);

    private static (double Worst, int Others) Compare(
        RecurrentGrid one, IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs, Func<int, bool> countsState)
    {
        using var session = new OnnxSession(one.Made(one.IsBatchFirst).Model(), new OnnxSessionOptions { Threads = 1 });
        (double worst, int others) = (0, 0);
        foreach ((string name, OnnxTensor tensor) in session.Run(one.Inputs(one.IsBatchFirst)))
        {
            OnnxTensor ours = one.IsBatchFirst ? RecurrentGrid.ToTimeFirst(tensor) : tensor;
            OnnxRuntimeTensor theirs = outputs[name];
            Assert.Equal(theirs.Dims, ours.Dims.ToArray());
            double[] values = ours.ToDoubles();
            for (int i = 0; i < values.Length; i++)
            {
                double difference = Math.Abs(values[i] - theirs.Data[i]) / Math.Max(1, Math.Abs(theirs.Data[i]));
                if (name != "Y" && !countsState(i / one.Units % one.Sequences))
                {
                    others += difference == 0 ? 0 : 1;
                    continue;
                }

                worst = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, difference);
            }
        }

        return (worst, others);
    }
}
