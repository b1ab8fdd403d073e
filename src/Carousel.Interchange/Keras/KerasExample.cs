using Carousel.Memory;
using Carousel.Storage;
using Carousel.Tasks.Networks;

namespace Carousel.Interchange.Keras;

/// <summary>Runs the sequences that a file brings and holds the answers against those that Keras gave.</summary>
internal static class KerasExample
{
    /// <summary>How far an answer may be from Keras's, in units of 1 or of the answer where that is larger.</summary>
    public const double Tolerance = 1e-5;

    private const string InputName = "example.input";
    private const string OutputName = "example.output";

    /// <summary>Runs the example.</summary>
    /// <param name="file">The file.</param>
    /// <param name="model">The network.</param>
    /// <param name="isTurned">Whether Keras gives steps from the last to the first.</param>
    /// <param name="path">How messages call the file.</param>
    /// <returns>The largest difference, and how many sequences; null where the file brings no example.</returns>
    /// <exception cref="ModelFileException">The answers differ by more than <see cref="Tolerance"/>, or the example does not fit the network.</exception>
    public static (double Difference, int Sequences)? Run(TensorFile file, NetworkModel model, bool isTurned, string path)
    {
        bool hasInput = file.Tensors.TryGetValue(InputName, out StoredTensor? input), hasOutput = file.Tensors.TryGetValue(OutputName, out StoredTensor? output);
        if (!hasInput && !hasOutput)
        {
            return null;
        }

        if (!hasInput || !hasOutput)
        {
            throw new ModelFileException($"{path}: the file has one of '{InputName}' and '{OutputName}'; an example needs both.");
        }

        NetworkDesign design = model.Design;
        (int I, int O) = (design.InputSize, design.OutputSize);
        int B = input!.Shape[0], T = input.Shape.Rank > 1 ? input.Shape[1] : 0;
        Shape needed = design.Symbols > 0 ? new Shape(B, T) : new Shape(B, T, I), answered = design.Pooling is null ? new Shape(B, T, O) : new Shape(B, O);
        if (input.Shape != needed || output!.Shape != answered || B == 0 || T == 0)
        {
            throw new ModelFileException($"{path}: the example has inputs {input.Shape} and outputs {output!.Shape}, which are not those of a network that reads {I} and gives {O} values. Write the file anew with export_keras.py.");
        }

        float[][] answers = Answers(model, [.. Enumerable.Range(0, B).Select(b => input.Values.Slice(b * T * I, T * I).ToArray())], path);
        double largest = 0;
        for (int b = 0; b < B; b++)
        {
            ReadOnlySpan<float> expected = output.Values.Span.Slice(b * answers[b].Length, answers[b].Length);
            for (int k = 0; k < expected.Length; k++)
            {
                float found = answers[b][isTurned ? ((T - 1 - (k / O)) * O) + (k % O) : k];
                double difference = Math.Abs((double)found - expected[k]) / Math.Max(1, Math.Abs(expected[k]));
                largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            }
        }

        return largest <= Tolerance ? (largest, B) : throw new ModelFileException(FormattableString.Invariant(
            $"{path}: on the file's example Carousel's answers differ from Keras's by {(double.IsFinite(largest) ? $"up to {largest:0.##e+0}" : "no finite number")}, more than {Tolerance:0e+0}. The network computes something that this import does not know; nothing was written."));
    }

    private static float[][] Answers(NetworkModel model, float[][] inputs, string path)
    {
        try
        {
            return model.Run(inputs);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"{path}: the file's example can't be run: {exception.Message}", exception);
        }
    }
}
