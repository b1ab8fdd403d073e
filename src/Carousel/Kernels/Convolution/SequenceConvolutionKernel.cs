using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Convolution over the steps of packed sequences. Double-precision twin: SequenceConvolutionReference. Derivation:
/// docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// The seen steps of some rows are laid side by side (<see cref="SequencePatches"/>) and multiplied on the register
/// tile: each output is one chain from the bias, by seen step,
/// the earliest first, then by feature. A sequence's outputs depend only on its steps.
/// </remarks>
internal static unsafe class SequenceConvolutionKernel
{
    /// <summary>Rows whose patches are laid out at once: they stay in the second-level cache.</summary>
    private const int RowBlock = 96;

    /// <summary>y[t,o] = b[o] + Σₖ Σᵢ W[o,k,i]·x[t − before + k·dilation, i], for some of the rows.</summary>
    /// <param name="size">I, O, K.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="order">[B], the caller's index of the sequence at each place.</param>
    /// <param name="x">[N, I], packed.</param>
    /// <param name="state">[B, StateSize] in the caller's order, the inputs before the first; empty for zeros.</param>
    /// <param name="panels">W [O, K·I] as packed by <see cref="MatrixProduct.Pack"/>.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="y">[N, O]; the rows are overwritten.</param>
    /// <param name="rowFrom">First row to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="scratch">[ScratchLength(size)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        SequenceConvolutionSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<int> order, ReadOnlySpan<float> x,
        ReadOnlySpan<float> state,
        ReadOnlySpan<float> panels, ReadOnlySpan<float> bias, Span<float> y, int rowFrom, int rowTo,
        Span<float> scratch)
    {
        (int N, int I, int O) = (rowStart[^1], size.Inputs, size.Outputs);
        ShapeException.Require(x, (N, I));
        ShapeException.Require(y, (N, O));
        RequireState(size, order, state);
        ShapeException.Require(scratch, ScratchLength(size));
        var patches = new SequencePatches(rowStart, I, -size.Before, size.Dilation, order, state);
        int step = 0;
        fixed (float* px = x, ps = scratch)
        {
            for (int row = rowFrom; row < rowTo; row += RowBlock)
            {
                int rows = Math.Min(RowBlock, rowTo - row);
                patches.Unfold(px, ref step, row, rows, ps, size.Patch);
                MatrixProduct.Forward(
                    size.Patch, O, scratch[..(rows * size.Patch)], panels, bias, y.Slice(row * O, rows * O));
            }
        }
    }

    /// <summary>Values of scratch that <see cref="Forward"/> needs.</summary>
    /// <param name="size">I, K.</param>
    /// <returns>The length.</returns>
    public static int ScratchLength(SequenceConvolutionSize size) => checked(RowBlock * size.Patch);

    /// <summary>One step of one sequence of a causal convolution, for streaming. Bits as Forward's.</summary>
    /// <param name="size">I, O, K.</param>
    /// <param name="panels">As for Forward.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="x">[I].</param>
    /// <param name="state">[StateSize], read and overwritten.</param>
    /// <param name="y">[O], overwritten.</param>
    /// <param name="scratch">[K·I], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        SequenceConvolutionSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> bias, ReadOnlySpan<float> x,
        Span<float> state, Span<float> y,
        Span<float> scratch)
    {
        int I = size.Inputs;
        ShapeException.Require(x, I);
        ShapeException.Require(state, size.StateSize);
        ShapeException.Require(scratch, size.Patch);
        for (int k = 0; k < size.KernelSize - 1; k++)
        {
            state.Slice(k * size.Dilation * I, I).CopyTo(scratch[(k * I)..]);
        }

        x.CopyTo(scratch[^I..]);
        MatrixProduct.Forward(size.Patch, size.Outputs, scratch, panels, bias, y);
        if (!state.IsEmpty)
        {
            state[I..].CopyTo(state);
            x.CopyTo(state[^I..]);
        }
    }

    /// <summary>The state of a sequence after its steps: its last inputs.</summary>
    /// <param name="size">I, K.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The place of the sequence.</param>
    /// <param name="length">Its steps.</param>
    /// <param name="x">[N, I], packed.</param>
    /// <param name="before">[StateSize], the state before its first step; empty for zeros.</param>
    /// <param name="after">[StateSize], overwritten.</param>
    public static void Advance(
        SequenceConvolutionSize size, ReadOnlySpan<int> rowStart, int place, int length, ReadOnlySpan<float> x,
        ReadOnlySpan<float> before,
        Span<float> after)
    {
        int I = size.Inputs;
        for (int s = 0; s < size.Before; s++)
        {
            int step = length - size.Before + s;
            Span<float> values = after.Slice(s * I, I);
            if (step >= 0)
            {
                x.Slice((rowStart[step] + place) * I, I).CopyTo(values);
            }
            else if (before.IsEmpty)
            {
                values.Clear();
            }
            else
            {
                before.Slice((size.Before + step) * I, I).CopyTo(values);
            }
        }
    }

    /// <summary>
    /// W for <see cref="AddInputGradient"/>: panels of a product with K·O terms, by seen step, then by output, and I
    /// columns.
    /// </summary>
    /// <param name="size">I, O, K.</param>
    /// <param name="weight">[O, K·I].</param>
    /// <param name="panels">[MatrixProduct.PanelLength(K·O, I)], overwritten.</param>
    public static void PackBackward(SequenceConvolutionSize size, ReadOnlySpan<float> weight, Span<float> panels)
    {
        (int I, int O, int K) = (size.Inputs, size.Outputs, size.KernelSize);
        fixed (float* w = weight, p = panels)
        {
            for (int k = 0; k < K; k++)
            {
                for (int o = 0; o < O; o++)
                {
                    MatrixProduct.PackRow(w + ((((nint)o * K) + k) * I), I, (k * O) + o, K * O, p);
                }
            }
        }
    }

    /// <summary>
    /// dx[s,i] += Σₖ Σₒ dy[s + before − k·dilation, o]·W[o,k,i], for some of the rows: itself a convolution, so each dx
    /// is one chain.
    /// </summary>
    /// <param name="size">I, O, K.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="dy">[N, O], ∂loss/∂y.</param>
    /// <param name="panels">From <see cref="PackBackward"/>.</param>
    /// <param name="dx">[N, I]; the rows are added to.</param>
    /// <param name="rowFrom">First row to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="scratch">[BackwardScratchLength(size)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        SequenceConvolutionSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> dy, ReadOnlySpan<float> panels,
        Span<float> dx, int rowFrom,
        int rowTo, Span<float> scratch)
    {
        (int N, int I, int O, int terms) = (rowStart[^1], size.Inputs, size.Outputs, size.KernelSize * size.Outputs);
        ShapeException.Require(dy, (N, O));
        ShapeException.Require(dx, (N, I));
        ShapeException.Require(scratch, BackwardScratchLength(size));
        var patches = new SequencePatches(rowStart, O, size.Before, -size.Dilation);
        int step = 0;
        fixed (float* py = dy, ps = scratch)
        {
            for (int row = rowFrom; row < rowTo; row += RowBlock)
            {
                int rows = Math.Min(RowBlock, rowTo - row);
                patches.Unfold(py, ref step, row, rows, ps, terms);
                MatrixProduct.AddInputGradient(
                    I, terms, scratch[..(rows * terms)], panels, dx.Slice(row * I, rows * I));
            }
        }
    }

    /// <summary>Values of scratch that <see cref="AddInputGradient"/> needs.</summary>
    /// <param name="size">O, K.</param>
    /// <returns>The length.</returns>
    public static int BackwardScratchLength(SequenceConvolutionSize size) =>
        checked(RowBlock * size.KernelSize * size.Outputs);

    /// <summary>
    /// dW[o,k,i] += Σ dy[t,o]·x[t − before + k·dilation, i], from the last step to the first, rows ascending within a
    /// step; for some outputs and columns.
    /// </summary>
    /// <param name="size">I, O, K.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="order">[B].</param>
    /// <param name="x">[N, I], as given to Forward.</param>
    /// <param name="state">As given to Forward.</param>
    /// <param name="dy">[N, O], ∂loss/∂y.</param>
    /// <param name="dWeight">[O, K·I], added to.</param>
    /// <param name="outputFrom">First output (row of dW) to compute.</param>
    /// <param name="outputTo">One after the last, at most <see cref="MatrixProduct.Strip"/> on.</param>
    /// <param name="columnFrom">First column of dW to compute.</param>
    /// <param name="columnTo">One after the last, at most 64 on.</param>
    /// <param name="scratch">[<see cref="GradientScratchLength"/>], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        SequenceConvolutionSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<int> order, ReadOnlySpan<float> x,
        ReadOnlySpan<float> state,
        ReadOnlySpan<float> dy, Span<float> dWeight, int outputFrom, int outputTo,
        int columnFrom, int columnTo, Span<float> scratch)
    {
        (int N, int I, int O) = (rowStart[^1], size.Inputs, size.Outputs);
        ShapeException.Require(x, (N, I));
        ShapeException.Require(dy, (N, O));
        ShapeException.Require(dWeight, (O, size.Patch));
        RequireState(size, order, state);
        ShapeException.Require(scratch, GradientScratchLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputTo - outputFrom, MatrixProduct.Strip);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columnTo - columnFrom, RegisterTile.PanelWidth);
        var patches = new SequencePatches(rowStart, I, -size.Before, size.Dilation, order, state);
        int width = columnTo - columnFrom, m = outputTo - outputFrom;
        var rows = new RowOrder(rowStart);
        int* taken = stackalloc int[MatrixProduct.GradientBlock];
        int step = rowStart.Length - 2;
        if (width < RegisterTile.PanelWidth)
        {
            // Columns that no weight has are read by the tile too.
            scratch[..(MatrixProduct.GradientBlock * RegisterTile.PanelWidth)].Clear();
        }

        fixed (float* px = x, py = dy, pw = dWeight, columns = scratch)
        {
            float* strip = columns + (MatrixProduct.GradientBlock * RegisterTile.PanelWidth);
            for (int count; (count = rows.Fill(taken, MatrixProduct.GradientBlock)) > 0;)
            {
                MatrixProduct.PackRows(py + outputFrom, O, m, taken, count, strip, MatrixProduct.Strip, m);
                for (int k = 0; k < count;)
                {
                    while (taken[k] < rowStart[step])
                    {
                        step--;
                    }

                    int together = Math.Min(count - k, rowStart[step + 1] - taken[k]);
                    patches.Unfold(
                        px, step, taken[k], together, columnFrom, columnTo,
                        columns + ((nint)k * RegisterTile.PanelWidth), RegisterTile.PanelWidth);
                    k += together;
                }

                MatrixProduct.AddBlock(
                    m, width, new(strip, MatrixProduct.Strip), Panel.OfRows(columns), count,
                    new(pw + ((nint)outputFrom * size.Patch) + columnFrom, size.Patch));
            }
        }
    }

    /// <summary>Values of scratch that <see cref="AddWeightGradient"/> needs.</summary>
    public static int GradientScratchLength =>
        MatrixProduct.GradientBlock * (RegisterTile.PanelWidth + MatrixProduct.Strip);

    private static void RequireState(
        SequenceConvolutionSize size, ReadOnlySpan<int> order, ReadOnlySpan<float> state) =>
        ShapeException.Require(state, state.IsEmpty ? 0 : checked(order.Length * size.StateSize));
}
