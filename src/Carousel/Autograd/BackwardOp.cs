namespace Carousel.Autograd;

/// <summary>
/// The way back of one operation on the tape: adds a call's part to the gradients of its inputs. The entry of the call
/// contains its saved data.
/// </summary>
/// <remarks>
/// Each op has a static Apply: it allocates the outputs from the tape's arena, calls the backend, and records its way
/// back with operands in a fixed order. Backward asks the entry for the gradients of outputs and inputs and calls one
/// backend method.
/// </remarks>
/// <param name="entry">What Apply recorded.</param>
internal delegate void BackwardOp(in TapeEntry entry);
