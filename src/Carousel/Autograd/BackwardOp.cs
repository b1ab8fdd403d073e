namespace Carousel.Autograd;

/// <summary>
/// The backward pass of one operation on the tape: adds a call's part to the gradients of its inputs.
/// </summary>
/// <remarks>
/// Each op has a static Apply: it allocates the outputs from the tape's arena, calls the backend, and records its
/// backward pass with operands in a fixed order. The backward pass asks the entry for gradients, calls one backend
/// method and finds saved data in the entry.
/// </remarks>
/// <param name="entry">What Apply recorded.</param>
internal delegate void BackwardOp(in TapeEntry entry);
