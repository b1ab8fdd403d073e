using System.Globalization;
using System.Text.Json;
using Carousel.Interchange.Tensors;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.Imports;

/// <summary>Inputs and outputs of a network, stored by its source program: an import is compared with them.</summary>
/// <param name="source">How messages call where they come from.</param>
/// <param name="input">[T, I] or [B, T, I], from PyTorch also [T, B, I]; without the last axis for symbols.</param>
/// <param name="output">[T, O], [B, T, O] or [T, B, O]; without the axis of steps where they are pooled.</param>
/// <param name="ofAnswer">What the stored outputs are of the network's answers; null for those themselves.</param>
internal sealed class NetworkExample(
    string source, (int[] Sizes, float[] Values) input, (int[] Sizes, float[] Values) output,
    Func<double, double>? ofAnswer = null)
{
    /// <summary>How far an answer may be from the stored one, as a share of the largest stored value.</summary>
    public const double Tolerance = 1e-5;

    // Answers that are all 0 have no size.
    private const double LeastScale = 1e-6;

    private const string InputName = "example.input", OutputName = "example.output";

    /// <summary>Whether a tensor of a file belongs to its example.</summary>
    public static bool IsPart(string name) => name is InputName or OutputName;

    /// <summary>The example that a file brings; null where it brings none.</summary>
    /// <param name="tensors">The file.</param>
    /// <exception cref="ModelFileException">It brings half of one.</exception>
    public static NetworkExample? Of(ForeignTensors tensors)
    {
        bool hasInput = tensors.Tensors.TryGetValue(InputName, out ForeignTensor? input),
            hasOutput = tensors.Tensors.TryGetValue(OutputName, out ForeignTensor? output);
        return !hasInput && !hasOutput ? null
            : hasInput && hasOutput
                ? new NetworkExample(
                    tensors.Path, ([.. input!.Sizes], input.Read()), ([.. output!.Sizes], output.Read()))
                : throw Half(tensors.Path, hasInput);
    }

    /// <summary>
    /// The example in a separate file: tensors <c>input</c> and <c>output</c> of a <c>.safetensors</c> file, or arrays
    /// of these names in JSON.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="ofAnswer">What its outputs are of the network's answers; null for those themselves.</param>
    /// <exception cref="ModelFileException">It can't be read.</exception>
    public static NetworkExample Read(string path, Func<double, double>? ofAnswer = null)
    {
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ReadJson(path, ofAnswer);
        }

        using var tensors = ForeignTensors.Open(path);
        ForeignTensor Named(string name) =>
            tensors.Tensors.GetValueOrDefault(name)
                ?? throw new ModelFileException(
                    $"{path}: the file of an example needs the tensors 'input' and 'output'; '{name}' is missing.");
        return new NetworkExample(
            path, ([.. Named("input").Sizes], Named("input").Read()),
            ([.. Named("output").Sizes], Named("output").Read()), ofAnswer);
    }

    /// <summary>The example that a file of Keras brings; null where it brings none.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="path">How messages call it.</param>
    /// <exception cref="ModelFileException">It brings half of one.</exception>
    public static NetworkExample? Of(TensorFile file, string path)
    {
        bool hasInput = file.Tensors.TryGetValue(InputName, out StoredTensor? input),
            hasOutput = file.Tensors.TryGetValue(OutputName, out StoredTensor? output);
        static (int[] Sizes, float[] Values) Parts(StoredTensor tensor) =>
            ([.. Enumerable.Range(0, tensor.Shape.Rank).Select(a => tensor.Shape[a])], tensor.Values.ToArray());
        return !hasInput && !hasOutput ? null
            : hasInput && hasOutput ? new NetworkExample(path, Parts(input!), Parts(output!))
            : throw Half(path, hasInput);
    }

    /// <summary>Runs the network and compares.</summary>
    /// <param name="model">The imported network.</param>
    /// <param name="steps">How the steps can stand.</param>
    /// <param name="advice">The cause and what to do where it gives other numbers, by the largest difference as a share
    /// of the largest stored value; infinity if the shapes do not fit.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ModelFileException">The shapes do not fit the network, or its answers are others.</exception>
    public ExampleAgreement Check(SequenceModel model, ExampleSteps steps, Func<double, string> advice)
    {
        RequireNumbers(input.Values, "input");
        RequireNumbers(output.Values, "output");
        (ExampleAgreement? agreement, string fault, double share) =
            Compare(model, steps == ExampleSteps.Turned, isStepsFirst: false);
        if (agreement is null && steps == ExampleSteps.AnyAxis && AxesOf(model.Design) == 2)
        {
            (agreement, _, double turnedShare) = Compare(model, isTurned: false, isStepsFirst: true);
            share = Math.Min(share, turnedShare);
            fault += " Nor does it fit as [steps, batch, …], as PyTorch stores without batch_first=True.";
        }

        return agreement
            ?? throw new ModelFileException(
                $"{source}: the stored example does not fit: {fault} {advice(share)}".TrimEnd());
    }

    /// <summary>Whether a step of the input has one value everywhere, as padding has.</summary>
    /// <param name="value">The value.</param>
    /// <param name="size">How many values a step has.</param>
    public bool HasStepOf(float value, int size) =>
        input.Values.Chunk(size).Any(step => Array.TrueForAll(step, v => v == value));

    private double Of(float answer) => ofAnswer is null ? answer : ofAnswer(answer);

    private void RequireNumbers(float[] values, string name)
    {
        int at = Array.FindIndex(values, v => !float.IsFinite(v));
        if (at >= 0)
        {
            throw new ModelFileException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: the {name} of the stored example has the value {values[at]} at place {at}, with which "
                + $"nothing can be compared: store finite numbers, or leave the example out."));
        }
    }

    private int AxesOf(NetworkDesign design) =>
        input.Sizes.Length - (design.Symbols > 0 && (input.Sizes.Length <= 2 || input.Sizes[^1] != 1) ? 0 : 1);

    private (ExampleAgreement? Agreement, string Fault, double Share) Compare(
        SequenceModel model, bool isTurned, bool isStepsFirst)
    {
        NetworkDesign design = model.Design;
        int axes = AxesOf(design), O = design.OutputSize, I = design.InputSize;
        if (axes is < 1 or > 2 || (axes < input.Sizes.Length && input.Sizes[^1] != I) || input.Values.Length == 0)
        {
            return (
                null,
                $"its input has the shape {Text(input.Sizes)}; the network "
                + $"reads {(design.Symbols > 0 ? "[batch, steps] symbols" : $"[batch, steps, {I}]")}.",
                double.PositiveInfinity);
        }

        bool isPooled = design.Pooling is not null;
        (int batch, int steps) = (axes, isStepsFirst) switch
        {
            (1, _) => (1, input.Sizes[0]),
            (_, false) => (input.Sizes[0], input.Sizes[1]),
            _ => (input.Sizes[1], input.Sizes[0])
        };
        int[] one = isPooled ? [O] : [steps, O],
            all = isPooled ? [batch, O] : isStepsFirst ? [steps, batch, O] : [batch, steps, O];
        if (!output.Sizes.SequenceEqual(all) && !(batch == 1 && output.Sizes.SequenceEqual(one)))
        {
            return (
                null, $"its output has the shape {Text(output.Sizes)}; the network answers {Text(all)} to it.",
                double.PositiveInfinity);
        }

        float[][] answers;
        try
        {
            answers = model.Run([.. Enumerable.Range(0, batch).Select(b => isStepsFirst
                ? Enumerable.Range(0, steps).SelectMany(t => input.Values.AsSpan(((t * batch) + b) * I, I).ToArray())
                    .ToArray()
                : input.Values.AsSpan(b * steps * I, steps * I).ToArray())]);
        }
        catch (ArgumentException e)
        {
            return (null, e.Message, double.PositiveInfinity);
        }

        // Where the network's answer is 0, what is made of it ends somewhere; so do stored ones, of a model that keeps
        // more digits.
        double least = ofAnswer?.Invoke(0) ?? double.NegativeInfinity;
        string? fault = null;
        double largest = 0,
            scale = output.Values.Aggregate(LeastScale, (most, v) => Math.Max(most, Math.Abs((double)v)));
        for (int b = 0; b < batch; b++)
        {
            for (int k = 0; k < answers[b].Length; k++)
            {
                (int step, int number) = (k / O, k % O);
                double expected = Math.Max(
                    least,
                    output.Values[isStepsFirst && !isPooled
                        ? (((step * batch) + b) * O) + number
                        : (b * answers[b].Length) + k]);
                double found = Of(answers[b][isTurned ? ((steps - 1 - step) * O) + number : k]),
                    difference = Math.Abs(found - expected);
                if (fault is null && !(difference <= Tolerance * scale))
                {
                    string atStep = isPooled ? "" : string.Create(CultureInfo.InvariantCulture, $"step {step + 1}, ");
                    fault = string.Create(
                        CultureInfo.InvariantCulture,
                        $"the imported network gives different answers: {(float)found} instead of {(float)expected} in "
                        + $"sequence {b + 1}, {atStep}number {number + 1}.");
                }

                largest = Math.Max(largest, difference);
            }
        }

        return (
            fault is null
                ? new ExampleAgreement(batch, output.Values.Length, largest, largest / scale, isStepsFirst) : null,
            fault ?? "", largest / scale);
    }

    private static ModelFileException Half(string path, bool hasInput) =>
        new(
            $"{path}: the file has '{(hasInput ? InputName : OutputName)}' without "
            + $"'{(hasInput ? OutputName : InputName)}'.");

    private static NetworkExample ReadJson(string path, Func<double, double>? ofAnswer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new NetworkExample(
                path, Numbers(document.RootElement.GetProperty("input")),
                Numbers(document.RootElement.GetProperty("output")), ofAnswer);
        }
        catch (JsonException e)
        {
            throw new ModelFileException(
                $"{path}:{e.LineNumber + 1}: this is not JSON. Correct the line, or write the file again.", e);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelFileException(
                $"{path}: the file of an example needs two arrays of numbers, \"input\" and \"output\", whose rows are "
                + $"of equal length.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path} can't be read: {e.Message}", e);
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
}
