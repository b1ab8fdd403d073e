namespace Carousel.Interchange.Onnx.Writing;

/// <summary>A model, or a part of one, as a file of ONNX.</summary>
/// <param name="Name">Its name, such as <c>model.onnx</c>.</param>
/// <param name="Bytes">What stands in it.</param>
/// <param name="Inputs">What it is given: such as <c>input [time, batch, 3] float32</c>.</param>
/// <param name="Outputs">What comes out, written so too.</param>
/// <param name="Remarks">Sentences on what is not as it is in the model.</param>
public sealed record OnnxFile(string Name, ReadOnlyMemory<byte> Bytes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<string> Remarks);
