using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Sizes of a dense map: I inputs and O outputs a row.</summary>
/// <param name="I">Inputs.</param>
/// <param name="O">Outputs.</param>
internal readonly record struct DenseSize(int I, int O);

/// <summary>
/// Dense map y = x·Wᵀ + b over packed rows or a single step. Double-precision twin: DenseReference. Derivation:
/// docs/derivations/layers.md.
/// </summary>
internal static class DenseKernel
{
    /// <summary>y[n,o] = b[o] + Σᵢ x[n,i]·W[o,i], i ascending from the bias.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="panels">W as packed by <see cref="MatrixProduct.Pack"/>.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="y">[N, O], overwritten.</param>
    /// <param name="panelFrom">First panel of 64 outputs to compute.</param>
    /// <param name="panelTo">One after the last; all if not given.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        DenseSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> panels, ReadOnlySpan<float> bias, Span<float> y,
        int panelFrom = 0, int panelTo = int.MaxValue) =>
        MatrixProduct.Forward(size.I, size.O, x, panels, bias, y, panelFrom, panelTo);

    /// <summary>Values of scratch that <see cref="AddWeightGradient"/> needs.</summary>
    /// <param name="size">I, O.</param>
    /// <returns>The length.</returns>
    public static int ScratchLength(DenseSize size) => MatrixProduct.WeightGradientScratch(size.I);

    /// <summary>dx += dy·W.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="dy">[N, O], ∂loss/∂y.</param>
    /// <param name="panels">W as packed by <see cref="MatrixProduct.PackBackward"/>.</param>
    /// <param name="dx">[N, I], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        DenseSize size, ReadOnlySpan<float> dy, ReadOnlySpan<float> panels, Span<float> dx) =>
        MatrixProduct.AddInputGradient(size.I, size.O, dy, panels, dx);

    /// <summary>dW += dyᵀ·x, from the last step to the first, rows ascending within a step.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="rowStart">[T+1]; [0, N] for rows without steps.</param>
    /// <param name="x">[N, I], as given to Forward.</param>
    /// <param name="dy">[N, O], ∂loss/∂y.</param>
    /// <param name="dWeight">[O, I], added to.</param>
    /// <param name="outputFrom">First output (row of dW) to compute.</param>
    /// <param name="outputTo">One after the last.</param>
    /// <param name="scratch">[ScratchLength(size)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        DenseSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight,
        int outputFrom, int outputTo, Span<float> scratch) =>
        MatrixProduct.AddWeightGradient(size, new(rowStart), x, dy, dWeight, outputFrom, outputTo, scratch);

    /// <summary>db += Σₙ dy[n], in the order of <see cref="AddWeightGradient"/>.</summary>
    /// <param name="rowStart">[T+1]; [0, N] for rows without steps.</param>
    /// <param name="dy">[N, O], ∂loss/∂y.</param>
    /// <param name="dBias">[O], added to.</param>
    /// <param name="outputFrom">First output to sum.</param>
    /// <param name="outputTo">One after the last; all if not given.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddBiasGradient(
        ReadOnlySpan<int> rowStart, ReadOnlySpan<float> dy, Span<float> dBias, int outputFrom = 0,
        int outputTo = int.MaxValue) =>
        ElementwiseKernel.AddColumnSums(rowStart, dy, dBias, outputFrom, outputTo);
}
