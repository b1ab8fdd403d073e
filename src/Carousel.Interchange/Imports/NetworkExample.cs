using System.Globalization;
using System.Text.Json;
using Carousel.Interchange.Tensors;
using Carousel.Storage;
using Carousel.Tasks.Networks;

namespace Carousel.Interchange.Imports;

/// <summary>Stored inputs and outputs of a network, made where it came from: an import is held against them.</summary>
/// <param name="source">How messages call where they come from.</param>
/// <param name="input">[T, I] or [B, T, I]; without the last axis for symbols.</param>
/// <param name="output">[T, O] or [B, T, O]; without the axis of steps where they are pooled.</param>
internal sealed class NetworkExample(string source, (int[] Sizes, float[] Values) input, (int[] Sizes, float[] Values) output)
{
    /// <summary>How far an answer may be from the stored one, as a share of the larger of 1 and the stored value.</summary>
    public const double Tolerance = 1e-5;

    private const string InputName = "example.input", OutputName = "example.output";

    /// <summary>Whether a tensor of a file belongs to its example.</summary>
    public static bool IsPart(string name) => name is InputName or OutputName;

    /// <summary>The example that a file brings; null where it brings none.</summary>
    /// <param name="tensors">The file.</param>
    /// <exception cref="ModelFileException">It brings half of one.</exception>
    public static NetworkExample? Of(ForeignTensors tensors)
    {
        bool hasInput = tensors.Tensors.TryGetValue(InputName, out ForeignTensor? input), hasOutput = tensors.Tensors.TryGetValue(OutputName, out ForeignTensor? output);
        return !hasInput && !hasOutput ? null
            : hasInput && hasOutput ? new NetworkExample(tensors.Path, ([.. input!.Sizes], input.Read()), ([.. output!.Sizes], output.Read()))
            : throw new ModelFileException($"{tensors.Path}: the file has '{(hasInput ? InputName : OutputName)}' without '{(hasInput ? OutputName : InputName)}'.");
    }

    /// <summary>The example in a file of its own: tensors <c>input</c> and <c>output</c> of a <c>.safetensors</c> file, or arrays of these names in JSON.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It can't be read.</exception>
    public static NetworkExample Read(string path)
    {
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ReadJson(path);
        }

        using var tensors = ForeignTensors.Open(path);
        ForeignTensor Named(string name) => tensors.Tensors.GetValueOrDefault(name) ?? throw new ModelFileException($"{path}: the file of an example needs the tensors 'input' and 'output'; '{name}' is missing.");
        return new NetworkExample(path, ([.. Named("input").Sizes], Named("input").Read()), ([.. Named("output").Sizes], Named("output").Read()));
    }

    /// <summary>Runs the network and compares.</summary>
    /// <param name="model">The imported network.</param>
    /// <param name="advice">What to do where it gives other numbers.</param>
    /// <returns>What was found, as a sentence.</returns>
    /// <exception cref="ModelFileException">The shapes do not fit the network, or its answers are others.</exception>
    public string Check(NetworkModel model, string advice)
    {
        NetworkDesign design = model.Design;
        int own = design.Symbols > 0 && (input.Sizes.Length < 2 || input.Sizes[^1] != 1 || input.Sizes.Length == 2) ? 0 : 1;
        int axes = input.Sizes.Length - own;
        if (axes is < 1 or > 2 || (own == 1 && input.Sizes[^1] != design.InputSize) || input.Values.Length == 0)
        {
            throw Misfit($"its input has the shape {Text(input.Sizes)}; the network reads {(design.Symbols > 0 ? "[batch, steps] symbols" : $"[batch, steps, {design.InputSize}]")}");
        }

        int batch = axes == 2 ? input.Sizes[0] : 1, steps = input.Sizes[axes - 1], outputs = design.OutputSize * (design.Pooling is null ? steps : 1);
        if (output.Values.Length != batch * outputs || output.Sizes[^1] != design.OutputSize)
        {
            throw Misfit($"its output has the shape {Text(output.Sizes)}; the network answers {(design.Pooling is null ? $"[{batch}, {steps}, {design.OutputSize}]" : $"[{batch}, {design.OutputSize}]")} to it. {advice}");
        }

        float[][] answers;
        try
        {
            answers = model.Run([.. input.Values.Chunk(steps * design.InputSize)]);
        }
        catch (ArgumentException e)
        {
            throw Misfit(e.Message);
        }

        double largest = 0, share = 0;
        for (int b = 0; b < batch; b++)
        {
            for (int k = 0; k < outputs; k++)
            {
                double expected = output.Values[(b * outputs) + k], difference = Math.Abs(answers[b][k] - expected);
                if (!(difference <= Tolerance * Math.Max(1, Math.Abs(expected))))
                {
                    throw Misfit(string.Create(
                        CultureInfo.InvariantCulture, $"the imported network gives other answers: {answers[b][k]} instead of {expected} in sequence {b + 1}, {(design.Pooling is null ? $"step {(k / design.OutputSize) + 1}, " : "")}number {(k % design.OutputSize) + 1}. {advice}"));
                }

                (largest, share) = (Math.Max(largest, difference), Math.Max(share, difference / Math.Max(1, Math.Abs(expected))));
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"checked: {batch * outputs} stored numbers, largest difference {largest:0.0e+0}");
    }

    private static NetworkExample ReadJson(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new NetworkExample(path, Numbers(document.RootElement.GetProperty("input")), Numbers(document.RootElement.GetProperty("output")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelFileException($"{path}: the file of an example needs two arrays of numbers, \"input\" and \"output\", whose rows are of equal length.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path}: the file can't be read: {e.Message}", e);
        }
    }

    private static (int[] Sizes, float[] Values) Numbers(JsonElement array)
    {
        var sizes = new List<int>();
        for (JsonElement inner = array; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            sizes.Add(inner.GetArrayLength() is > 0 and int length ? length : throw new FormatException());
        }

        var values = new List<float>();
        Collect(array, sizes, 0, values);
        return sizes.Count > 0 ? ([.. sizes], [.. values]) : throw new FormatException();
    }

    private static void Collect(JsonElement element, List<int> sizes, int axis, List<float> values)
    {
        if (axis == sizes.Count)
        {
            values.Add(element.GetSingle());
            return;
        }

        if (element.GetArrayLength() != sizes[axis])
        {
            throw new FormatException();
        }

        foreach (JsonElement inner in element.EnumerateArray())
        {
            Collect(inner, sizes, axis + 1, values);
        }
    }

    private static string Text(int[] sizes) => $"[{string.Join(", ", sizes)}]";

    private ModelFileException Misfit(string what) => new($"{source}: the stored example does not fit: {what}");
}
