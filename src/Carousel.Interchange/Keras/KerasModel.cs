using System.Globalization;
using Carousel.Interchange.Imports;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.Keras;

/// <summary>Networks of Keras, Sequential or in one line, from the files that <c>export_keras.py</c> writes.</summary>
/// <remarks>
/// The order of Keras's gates is in the table of cells (Chollet et al., Keras documentation).
/// </remarks>
public static class KerasModel
{
    /// <summary>What to do with the files that Keras itself writes.</summary>
    internal const string Remedy =
        "Write a .safetensors file from the model with export_keras.py of Carousel (python3 export_keras.py MODEL "
        + "OUT.safetensors) and convert that.";

    /// <summary>Whether a file is one that <c>export_keras.py</c> wrote.</summary>
    /// <param name="texts">The texts of a <c>.safetensors</c> file.</param>
    /// <returns>Whether they describe a Keras model.</returns>
    public static bool IsOne(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return KerasFile.IsOne(texts);
    }

    /// <summary>Reads a network and runs the file's example.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The network, what was assumed, and how near its answers are to Keras's.</returns>
    /// <exception cref="ModelFileException">The file is damaged, holds a layer that Carousel does not have, or the
    /// example's answers differ by more than 1e-5.</exception>
    public static KerasImport Import(string path, int threads = 0) =>
        SafeTensors.Map(path, file => Import(file, path, threads), threads);

    /// <summary>Reads a network and runs the file's example.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The network, what was assumed, and how near its answers are to Keras's.</returns>
    /// <exception cref="ModelFileException">The file holds a layer that Carousel does not have, or the example's
    /// answers differ by more than 1e-5.</exception>
    internal static KerasImport Import(TensorFile file, string path, int threads = 0)
    {
        var keras = KerasFile.Read(file, path);
        var chain = new KerasChain();
        foreach (KerasLayer layer in keras.Layers)
        {
            chain.Add(layer);
        }

        chain.Finish();
        string version = keras.Version.Length > 0 ? " " + keras.Version : "",
            name = keras.Name.Length > 0 ? $" '{keras.Name}'" : "";
        var design = new NetworkDesign(chain.Layers)
        {
            Answer = chain.Answer,
            Origin = [$"from Keras{version}: the model{name}", .. chain.Notes],
        };
        SequenceModel model = Create(design, chain, path, threads);
        try
        {
            var import = new KerasImport(model, chain.Notes, null) { IsTurned = chain.IsTurned, Mask = chain.Mask };
            ExampleAgreement? example = NetworkExample.Of(file, path) is { } stored ? import.Check(stored) : null;
            string check = example is not null
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"the file's example ({example.Sequences} sequences): Carousel's answers differ from Keras's by at "
                    + $"most {example.Share:0.##e+0}.")
                : "the file contains no example, so nothing was compared with Keras.";
            return import with { Notes = [.. chain.Notes, check], LargestDifference = example?.Share };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static SequenceModel Create(NetworkDesign design, KerasChain chain, string path, int threads)
    {
        try
        {
            return design.FindMistake() is { } fault ? throw new ModelFileException($"{path}: {fault}")
                : SequenceModel.Of(design, FiniteWeights.Of(path, design, chain.Weights), threads);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"{path}: {exception.Message}", exception);
        }
    }
}
