using System.Globalization;
using Carousel.Interchange.Imports;

namespace Carousel.Interchange.Keras;

/// <summary>A network that came from Keras.</summary>
/// <param name="Model">The network, owned by the caller.</param>
/// <param name="Notes">Assumptions and omissions, a sentence each.</param>
/// <param name="LargestDifference">The largest difference between Keras's answers to the file's example and Carousel's,
/// in units of 1 or of the answer where that is larger; null where the file brings no example.</param>
public sealed record KerasImport(SequenceModel Model, IReadOnlyList<string> Notes, double? LargestDifference)
{
    private const string Advice =
        "The network computes something that this import does not know, or the file was changed; write it again with "
        + "export_keras.py.";

    /// <summary>Whether Keras gives steps from the last to the first.</summary>
    internal bool IsTurned { get; init; }

    /// <summary>Which steps of the input Keras skips; null for none.</summary>
    internal KerasMask? Mask { get; init; }

    /// <summary>Compares with stored answers.</summary>
    /// <exception cref="Storage.ModelFileException">They are others.</exception>
    internal ExampleAgreement Check(NetworkExample example) => example.Check(
        Model, IsTurned ? ExampleSteps.Turned : ExampleSteps.InOrder,
        _ => Mask is { } mask && example.HasStepOf(mask.Value, Model.Design.InputSize) ? mask.Advice : Advice);
}

/// <summary>Steps that a layer of Keras skips, and that count in Carousel.</summary>
/// <param name="Layer">The layer in words.</param>
/// <param name="Value">All values of these steps.</param>
internal sealed record KerasMask(string Layer, float Value)
{
    /// <summary>What to do if stored answers were made with such steps.</summary>
    public string Advice => string.Create(
        CultureInfo.InvariantCulture,
        $"The example has steps whose values are all {Value}, which {Layer} skips in Keras, but Carousel does not. "
        + $"Write the file again with an example without padding (export(model, path, example=sequences)), and give "
        + $"the network sequences without padding.");
}
