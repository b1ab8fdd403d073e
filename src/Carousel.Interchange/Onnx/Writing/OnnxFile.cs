namespace Carousel.Interchange.Onnx;

/// <summary>A model, or a part of one, as a file of ONNX.</summary>
/// <param name="Name">Its name, such as <c>model.onnx</c>.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Sentence">What it says of what.</param>
/// <param name="Inputs">What it is given: such as <c>input [time, batch, 3] float32</c>.</param>
/// <param name="Outputs">The outputs, in the same form.</param>
/// <param name="Description">The metadata of the file once more, as JSON: for runtimes that do not hand them
/// out.</param>
/// <param name="Remarks">Sentences on differences from the model.</param>
internal sealed record OnnxFile(
    string Name, ReadOnlyMemory<byte> Bytes, string Sentence, IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs, string Description, IReadOnlyList<string> Remarks)
{
    /// <summary>The name of a file for <see cref="Description"/>, such as <c>model.json</c>.</summary>
    public string DescriptionName => Path.ChangeExtension(Name, ".json");
}
