using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carousel.Testing;

/// <summary>
/// ONNX Runtime as a process of its own, by tests/parity/onnx/run.mjs. Tests that need it have the trait
/// <c>Against=OnnxRuntime</c> and run from eng/check-onnx.sh.
/// </summary>
public static class OnnxRuntime
{
    /// <summary>Why a test is skipped.</summary>
    public const string Missing = "CAROUSEL_ONNX_RUNTIME names no folder with ONNX Runtime: run eng/check-onnx.sh.";

    /// <summary>Whether a runtime is there.</summary>
    public static bool IsThere => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CAROUSEL_ONNX_RUNTIME"));

    /// <summary>Whether tests against a runtime run; they fail where it is required and not there.</summary>
    public static bool IsAsked => IsThere || Needed.IsRequired;

    /// <summary>Runs models, all in one process.</summary>
    /// <param name="cases">Each model with its inputs by name.</param>
    /// <returns>As many answers.</returns>
    public static IReadOnlyList<OnnxRuntimeAnswer> Run(IReadOnlyList<OnnxRuntimeCase> cases)
    {
        Needed.Require(IsThere, Missing);
        string folder = Directory.CreateTempSubdirectory("carousel-onnx-").FullName;
        try
        {
            string asked = Path.Combine(folder, "cases.json"), answered = Path.Combine(folder, "answers.json");
            File.WriteAllText(asked, new JsonArray([.. cases.Select(Json)]).ToJsonString());
            using Process process = Process.Start(new ProcessStartInfo("node", [Script(), asked, answered])
            {
                RedirectStandardError = true,
            })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(errors);
            }

            using JsonDocument answers = JsonDocument.Parse(File.ReadAllBytes(answered));
            return [.. answers.RootElement.EnumerateArray().Select(Answer)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonNode Json(OnnxRuntimeCase one) => new JsonObject
    {
        ["model"] = one.Model,
        ["repeat"] = one.Repeat,
        ["inputs"] = new JsonObject(one.Inputs.Select(
            input => KeyValuePair.Create<string, JsonNode?>(input.Key, new JsonObject
            {
                ["type"] = input.Value.Type,
                ["dims"] = new JsonArray([.. input.Value.Dims.Select(d => JsonValue.Create(d))]),
                ["data"] = new JsonArray([.. input.Value.Data.Select(Number)]),
            }))),
    };

    private static JsonNode Number(double value) =>
        double.IsFinite(value)
            ? JsonValue.Create(value)!
            : JsonValue.Create(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity")!;

    private static OnnxRuntimeAnswer Answer(JsonElement answer) => answer.TryGetProperty("error", out JsonElement error)
        ? new OnnxRuntimeAnswer(new Dictionary<string, OnnxRuntimeTensor>(), error.GetString())
        : new OnnxRuntimeAnswer(
            answer.GetProperty("outputs").EnumerateObject().ToDictionary(o => o.Name, o => ReadTensor(o.Value)), null,
            answer.TryGetProperty("milliseconds", out JsonElement milliseconds) ? milliseconds.GetDouble() : null);

    private static OnnxRuntimeTensor ReadTensor(JsonElement tensor) => new(
        tensor.GetProperty("type").GetString()!,
        [.. tensor.GetProperty("dims").EnumerateArray().Select(d => d.GetInt32())],
        [.. tensor.GetProperty("data").EnumerateArray().Select(ReadNumber)]);

    private static double ReadNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : double.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private static string Script() => Path.Combine(Golden.Folder(), "..", "onnx", "run.mjs");
}

/// <summary>A model that ONNX Runtime is to run.</summary>
/// <param name="Model">Its file.</param>
/// <param name="Inputs">Its inputs by name.</param>
/// <param name="Repeat">How often it is run again, on one thread, to be timed.</param>
public sealed record OnnxRuntimeCase(
    string Model, IReadOnlyDictionary<string, OnnxRuntimeTensor> Inputs, int Repeat = 0);

/// <summary>What ONNX Runtime said.</summary>
/// <param name="Outputs">By name; none where it refused.</param>
/// <param name="Error">Why it refused, or null.</param>
/// <param name="Milliseconds">The median of a timed run, null where none was asked for.</param>
public sealed record OnnxRuntimeAnswer(
    IReadOnlyDictionary<string, OnnxRuntimeTensor> Outputs, string? Error, double? Milliseconds = null);

/// <summary>A tensor on its way to ONNX Runtime or from there.</summary>
/// <param name="Type">Such as <c>float32</c> or <c>int64</c>.</param>
/// <param name="Dims">Its sizes.</param>
/// <param name="Data">Its values, row-major; bool as 0 and 1.</param>
public sealed record OnnxRuntimeTensor(string Type, int[] Dims, double[] Data);
