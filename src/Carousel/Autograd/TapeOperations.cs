using Carousel.Kernels.Elementwise;

namespace Carousel.Autograd;

/// <summary>Small operations under short names, from which a cell can be written without a kernel.</summary>
public static class TapeOperations
{
    /// <summary>a + b.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The shape of a.</param>
    /// <returns>The shape of a.</returns>
    public static Variable Add(this Tape tape, Variable a, Variable b) => CombineOp.Apply(tape, 1, a, 1, b);

    /// <summary>a − b.</summary>
    /// <inheritdoc cref="Add"/>
    public static Variable Subtract(this Tape tape, Variable a, Variable b) => CombineOp.Apply(tape, 1, a, -1, b);

    /// <summary>a⊙b.</summary>
    /// <inheritdoc cref="Add"/>
    public static Variable Multiply(this Tape tape, Variable a, Variable b) => MultiplyOp.Apply(tape, a, b);

    /// <summary>factor·x.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="factor">The factor.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Scale(this Tape tape, Variable x, float factor) => AffineOp.Apply(tape, factor, 0, x);

    /// <summary>1 − x.</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable OneMinus(this Tape tape, Variable x) => AffineOp.Apply(tape, -1, 1, x);

    /// <summary>tanh x.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Tanh(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Tanh, x);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Logistic(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Logistic, x);

    /// <summary>max(x, 0).</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Relu(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Relu, x);

    /// <summary>ln(1 + eˣ).</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Softplus(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Softplus, x);

    /// <summary>eˣ.</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Exp(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Exp, x);
}
