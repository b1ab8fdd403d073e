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
    /// <param name="inputs">The sequences.</param>
    /// <param name="panels">W [O, K·I] as packed by <see cref="MatrixProduct.Pack"/>.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="y">[N, O]; the rows are overwritten.</param>
    /// <param name="rowFrom">First row to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="scratch">[ScratchLength(size)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        SequenceConvolutionSize size, ConvolutionInputs inputs, ReadOnlySpan<float> panels, ReadOnlySpan<float> bias,
        Span<float> y, int rowFrom, int rowTo, Span<float> scratch)
    {
        int O = size.Outputs;
        inputs.Require(size.Inputs, size.StateSize);
        ShapeException.Require(y, (inputs.Rows.N, O));
        ShapeException.Require(scratch, ScratchLength(size));
        var patches = new SequencePatches(inputs.Rows, inputs.State, size.Inputs, -size.Before, size.Dilation);
        int step = 0;
        fixed (float* px = inputs.X, ps = scratch)
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
        var patches = new SequencePatches(new(rowStart, []), [], O, size.Before, -size.Dilation);
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
    /// <param name="inputs">As given to Forward.</param>
    /// <param name="dy">[N, O], ∂loss/∂y.</param>
    /// <param name="dWeight">[O, K·I], added to.</param>
    /// <param name="part">Which outputs and columns.</param>
    /// <param name="scratch">[<see cref="FilterPart.ScratchLength"/>], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        SequenceConvolutionSize size, ConvolutionInputs inputs, ReadOnlySpan<float> dy, Span<float> dWeight,
        FilterPart part, Span<float> scratch)
    {
        const int Block = MatrixProduct.GradientBlock;
        inputs.Require(size.Inputs, size.StateSize);
        ShapeException.Require(dy, (inputs.Rows.N, size.Outputs));
        part.Begin(dWeight, (size.Outputs, size.Patch), scratch);
        ReadOnlySpan<int> rowStart = inputs.Rows.RowStart;
        var patches = new SequencePatches(inputs.Rows, inputs.State, size.Inputs, -size.Before, size.Dilation);
        var order = new RowOrder(rowStart);
        int* rows = stackalloc int[Block];
        int step = inputs.Rows.T - 1;
        fixed (float* px = inputs.X, py = dy, pw = dWeight, columns = scratch)
        {
            for (int count; (count = order.Fill(rows, Block)) > 0;)
            {
                for (int k = 0; k < count;)
                {
                    while (rows[k] < rowStart[step])
                    {
                        step--;
                    }

                    int together = Math.Min(count - k, rowStart[step + 1] - rows[k]);
                    patches.Unfold(
                        px, step, rows[k], together, part.ColumnFrom, part.ColumnTo,
                        columns + ((nint)k * RegisterTile.PanelWidth), RegisterTile.PanelWidth);
                    k += together;
                }

                part.Add(rows, count, new(py, size.Outputs), columns, new(pw, size.Patch));
            }
        }
    }
}
