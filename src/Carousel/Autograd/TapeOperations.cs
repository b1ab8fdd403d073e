using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

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
    public static Variable Logistic(this Tape tape, Variable x) =>
        ElementwiseOp.Apply(tape, ElementwiseFunction.Logistic, x);

    /// <summary>max(x, 0).</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Relu(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Relu, x);

    /// <summary>x·Φ(x), where Φ is the distribution function of the normal distribution.</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Gelu(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Gelu, x);

    /// <summary>ln(1 + eˣ).</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Softplus(this Tape tape, Variable x) =>
        ElementwiseOp.Apply(tape, ElementwiseFunction.Softplus, x);

    /// <summary>eˣ.</summary>
    /// <inheritdoc cref="Tanh"/>
    public static Variable Exp(this Tape tape, Variable x) => ElementwiseOp.Apply(tape, ElementwiseFunction.Exp, x);

    /// <summary>Features of several variables side by side.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parts">Each [N, its features].</param>
    /// <returns>[N, all features].</returns>
    public static Variable Concatenate(this Tape tape, params ReadOnlySpan<Variable> parts) =>
        ConcatenateOp.Columns(tape, parts);

    /// <summary>Some features.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="first">The first feature.</param>
    /// <param name="count">How many.</param>
    /// <returns>[N, count].</returns>
    public static Variable SliceColumns(this Tape tape, Variable x, int first, int count) =>
        SliceColumnsOp.Apply(tape, x, first, count);

    /// <summary>Neighbouring rows.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <returns>[count, F].</returns>
    public static Variable SliceRows(this Tape tape, Variable x, int first, int count) =>
        SliceRowsOp.Apply(tape, x, first, count);

    /// <summary>The same values under another shape.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">The new sizes, as many values.</param>
    /// <returns>A window on x.</returns>
    public static Variable Reshape(this Tape tape, Variable x, Shape shape) => ReshapeOp.Apply(tape, x, shape);

    /// <summary>Every sequence's steps from its last to its first.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, F], packed.</returns>
    public static Variable Reverse(this Tape tape, Variable x, Packing packing) =>
        RowsOp.Apply(tape, RowChoice.Reversed, x, packing);

    /// <summary>Every sequence's last step; zeros for an empty one.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[B, F] in the caller's order.</returns>
    public static Variable LastRows(this Tape tape, Variable x, Packing packing) =>
        RowsOp.Apply(tape, RowChoice.Last, x, packing);

    /// <summary>Soft-max of each row.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, C].</param>
    /// <returns>[N, C].</returns>
    public static Variable Softmax(this Tape tape, Variable x) => SoftmaxOp.Apply(tape, x);
}
