namespace Carousel.Autograd;

/// <summary>
/// One operation on the tape: stateless, one object for the whole program. The entry of a call contains its saved data.
/// </summary>
/// <remarks>
/// Each op has a static Apply: it allocates the outputs from the tape's arena, calls the backend, and records itself
/// with
/// operands in a fixed order. Backward asks the tape for the gradients of outputs and inputs and calls one backend
/// method.
/// </remarks>
internal abstract class Op
{
    /// <summary>Adds this call's part to the gradients of its inputs.</summary>
    /// <param name="tape">Gives gradients by <see cref="Tape.Gradient"/> and
    /// <see cref="Tape.GradientIfNeeded"/>.</param>
    /// <param name="entry">What Apply recorded.</param>
    public abstract void Backward(Tape tape, in TapeEntry entry);
}
