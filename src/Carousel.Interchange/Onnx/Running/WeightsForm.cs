namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// What kernels make of weights: which tensors, and into what. Two operators that make the same of the same tensors
/// share it.
/// </summary>
/// <param name="Kind">Into what: a value that equals that of another operator only where both make the same.</param>
/// <param name="First">A tensor that it is made of; told apart by the object, not by its values.</param>
/// <param name="Second">A further one, or null.</param>
/// <param name="Third">A further one, or null.</param>
/// <param name="Fourth">A further one, or null.</param>
internal readonly record struct WeightsForm(
    object Kind, OnnxTensor First, OnnxTensor? Second = null, OnnxTensor? Third = null, OnnxTensor? Fourth = null);
